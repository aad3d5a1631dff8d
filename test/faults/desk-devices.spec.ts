/** Bad luck with card, reader and paper: told as what it is, nothing lost, and nothing claimed that is not known. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { OtherCardProgram } from '../support/other-card-program.js';
import { allDues } from '../support/desk-page.js';
import { CounterWindow, eventually } from '../support/window.js';

jest.setTimeout(60_000);

let window: CounterWindow;
beforeAll(async () => {
  window = await CounterWindow.open();
  await window.signIn();
}, 700_000);
afterAll(() => window.close());

describe('a card pulled at any exchange', () => {
  it.each([1, 2, 3, 4, 5])('number %i of a tap leaves an empty window', async (exchange) => {
    window.reader.pullAtExchange(exchange);
    await window.insert('wang-jianguo');
    await eventually('the pull', () => window.reader.image === null);
    await window.page.until('an empty window', ({ card }) => card === null || null);
    expect(JSON.stringify(await window.page.state())).not.toContain('王建国');
    await window.insert('wang-jianguo');
    expect(await window.page.card()).toMatchObject({ stage: 'open', exchanges: 5 });
    await window.pull();
  });

  // SELECT, INTERNAL AUTHENTICATE, GET RESPONSE.
  it.each([1, 2, 3])(
    'number %i of a payment is card-removed, and nothing was stored or paid',
    async (exchange) => {
      await window.insert('wang-jianguo');
      const { insertionId, ...card } = await window.page.card();
      const key = randomUUID();
      window.reader.pullAtExchange(exchange);
      const pay = { key, insertionId, channel: 'bank', dues: allDues({ insertionId, ...card }) };
      expect(await window.page.refused('/desk/payments', pay)).toMatchObject({ code: 'card-removed' });
      await window.page.until('an empty window', ({ card: shown }) => shown === null || null);
      expect(window.outbox(`select key from act where key = '${key}'`)).toEqual([]);
      expect(await window.query('select key from operation where key = $1', [key])).toEqual([]);
    },
  );

  // SELECT, VERIFY, INTERNAL AUTHENTICATE, GET RESPONSE.
  it.each([1, 2, 3, 4])(
    'number %i of a collection is card-removed, and nothing was stored',
    async (exchange) => {
      await window.insert('wang-jianguo');
      const { insertionId, entitlements } = await window.page.card();
      const key = randomUUID();
      window.reader.pullAtExchange(exchange);
      const collect = {
        key,
        insertionId,
        channel: 'bank',
        entitlements: entitlements.slice(0, 1).map(({ id, amount }) => ({ id, amount })),
        pin: window.pin('wang-jianguo'),
      };
      expect(await window.page.refused('/desk/collections', collect)).toMatchObject({ code: 'card-removed' });
      await window.page.until('an empty window', ({ card }) => card === null || null);
      expect(window.outbox(`select key from act where key = '${key}'`)).toEqual([]);
    },
  );
});

describe('the card reader service', () => {
  it('that stops takes the card off the window, and brings it back when it is up again', async () => {
    await window.insert('caireng-zhuoma');
    const { insertionId } = await window.page.card();
    await window.killReaderService();
    await window.page.until(
      'the stopped service',
      ({ reader, card }) => (reader.state === 'stopped' && card === null) || null,
    );
    const pay = {
      key: randomUUID(),
      insertionId,
      channel: 'bank',
      dues: [{ id: randomUUID(), amount: '1.00' }],
    };
    expect((await window.page.refused('/desk/payments', pay)).code).toBe('card-removed');
    await window.startReaderService();
    // The card was in all the time: it is an insertion of its own now.
    const again = await window.page.card();
    expect(again).toMatchObject({ stage: 'open', holder: { name: '才仁卓玛' } });
    expect(again.insertionId).not.toBe(insertionId);
    await window.pull();
  });
});

describe('a card in the other reader', () => {
  afterEach(async () => {
    await window.reader.pull();
    await window.secondReader.pull();
    await window.page.until(
      'an empty window',
      ({ card, reader }) => (card === null && reader.insertionId === null) || null,
    );
  });

  // First a bank card, then a security module that refuses all, a card that says nothing, and one without answer to reset.
  it.each([
    ['other-application', '3B0100', 'card-not-social-security'],
    ['sam', '3B0100', 'card-not-social-security'],
    ['mute', '3B0100', 'card-not-read'],
    ['mute', '00', 'card-not-read'],
  ] as const)(
    "that is %s (%s) is in nobody's way, and comes back to nobody's sight",
    async (foreign, atr, code) => {
      const image = { id: 'foreign', label: foreign, note: '', atr, foreign };
      await window.secondReader.insert(image);
      await window.page.until('the foreign card, told', ({ card }) => card?.problem?.code === code || null);
      await window.insert('wang-jianguo');
      const shown = await window.page.until('the good card', ({ card }) =>
        card?.stage === 'open' ? card : null,
      );
      expect(shown.holder?.name).toBe('王建国');
      const { insertionId } = shown;
      expect(await window.page.post('/desk/holder/chip-check', { insertionId })).toMatchObject({
        agrees: true,
      });
      await window.reader.pull();
      await window.page.until('an empty window', ({ card }) => card === null || null);
      // The other way round: it comes when the good card is in already.
      await window.secondReader.pull();
      await window.insert('wang-jianguo');
      await window.page.card();
      await window.secondReader.insert(image);
      await window.page.until(
        'still the good card',
        ({ card, reader }) => (card?.stage === 'open' && !reader.secondCard) || null,
      );
    },
  );

  it('that is a social security card as well is told, and nothing changes hands by itself', async () => {
    await window.insert('wang-jianguo');
    await window.page.card();
    await window.secondReader.insert(window.image('caireng-zhuoma'));
    const both = await window.page.until('the second card', (state) =>
      state.reader.secondCard ? state : null,
    );
    expect(both.card?.holder?.name).toBe('王建国');
    await window.reader.pull();
    const next = await window.page.until('the other card', (state) =>
      state.card?.stage === 'open' && !state.reader.secondCard ? state.card : null,
    );
    expect(next.holder?.name).toBe('才仁卓玛');
  });
});

describe('another program at the same reader', () => {
  let other: OtherCardProgram;
  beforeAll(async () => {
    other = await OtherCardProgram.start(window.pcscd.socketPath, window.pcscd.readerNames[0] ?? '');
  });
  afterAll(() => other.close());
  afterEach(() => window.pull());

  it('may select what it likes in between: what belongs together is read as one', async () => {
    await window.insert('wang-jianguo');
    const { insertionId } = await window.page.card();
    await other.does('connect');
    const over = new AbortController();
    const selecting = (async () => {
      while (!over.signal.aborted) await other.does('select-other');
    })();
    try {
      for (let time = 0; time < 4; time += 1)
        expect(await window.page.post('/desk/holder/chip-check', { insertionId })).toMatchObject({
          agrees: true,
        });
    } finally {
      over.abort();
      await selecting;
    }
    await other.does('disconnect');
  });

  it('that does not let the card go is named, and the card is read once it does', async () => {
    await window.insert('wang-jianguo');
    const { insertionId } = await window.page.card();
    await other.does('connect');
    await other.does('begin');
    expect((await window.page.refused('/desk/holder/chip-check', { insertionId })).code).toBe('card-held');
    await window.page.post('/desk/sign-out');
    await window.signIn();
    await window.page.until('who holds it', ({ card }) => card?.problem?.code === 'card-held' || null);
    await other.does('end');
    await window.page.until('the card, read', ({ card }) => card?.stage === 'open' || null);
    await other.does('disconnect');
  });
});

const draw = () => ({ key: randomUUID(), scheme: '170', amount: '10.00' });

/** What central was told of each copy of a receipt. */
const outcomes = (receipt: string | null) =>
  window.query<{ copy: number; outcome: string }>(
    'select copy, outcome from receipt_print_outcome where receipt_number = $1 order by copy',
    [receipt],
  );

describe('paper that is out, or a printer that is', () => {
  it('before the receipt uses up no copy; printed later, it is the original', async () => {
    window.printer.switch({ paperOut: true });
    const request = draw();
    await window.page.post('/desk/till/draws', request);
    const act = await window.page.print(request.key, ['failed']);
    expect(act).toMatchObject({ state: 'succeeded', print: { problem: { code: 'printer-paper-out' } } });
    await window.page.until(
      'a printer without paper',
      ({ printer }) => printer.state === 'paper-out' || null,
    );
    expect(await outcomes(act.receiptNumber)).toEqual([]);

    window.printer.switch({ paperOut: false });
    await window.page.post(`/desk/receipts/${act.receiptNumber}/prints`);
    await window.page.print(request.key, ['printed']);
    await eventually('the report', async () => (await outcomes(act.receiptNumber)).length === 1);
    expect(await outcomes(act.receiptNumber)).toEqual([{ copy: 1, outcome: 'printed' }]);
  });

  it('in the middle of the receipt is told as failed, never as printed; the next is copy 2', async () => {
    window.printer.switch({ linesLeft: 4 });
    const request = draw();
    await window.page.post('/desk/till/draws', request);
    const act = await window.page.print(request.key, ['failed']);
    expect(act.print).toMatchObject({ copy: 1, problem: { code: 'printer-paper-out' } });
    window.printer.switch({ paperOut: false, linesLeft: null });
    await window.page.post(`/desk/receipts/${act.receiptNumber}/prints`);
    await window.page.print(request.key, ['printed'], 2);
    await eventually('the reports', async () => (await outcomes(act.receiptNumber)).length === 2);
    expect(await outcomes(act.receiptNumber)).toEqual([
      { copy: 1, outcome: 'failed' },
      { copy: 2, outcome: 'printed' },
    ]);
    expect(window.printer.sheets.filter(({ complete }) => !complete).length).toBeGreaterThan(0);
  });

  it('and an agent killed while it prints: nobody claims to know, and the next is copy 2', async () => {
    const request = draw();
    await window.page.post('/desk/till/draws', request);
    const { receiptNumber } = await window.page.print(request.key, ['printing']);
    // From here on the printer answers nothing, so that the agent is still waiting for its proof when it is killed.
    window.printer.switch({ offline: true });
    const serving = once(window.program('agent'), 'serving');
    window.program('agent').kill();
    await serving;
    window.printer.switch({ offline: false });
    await window.reopen();
    await window.signIn();
    const act = await window.page.print(request.key, ['unproven']);
    expect(act.print).toMatchObject({ copy: 1, problem: { code: 'print-unproven' } });
    await window.page.post(`/desk/receipts/${receiptNumber}/prints`);
    await window.page.print(request.key, ['printed'], 2);
    await eventually('the reports', async () => (await outcomes(receiptNumber)).length === 2);
    expect(await outcomes(receiptNumber)).toEqual([
      { copy: 1, outcome: 'unproven' },
      { copy: 2, outcome: 'printed' },
    ]);
  });

  it('never keeps the next card waiting', async () => {
    window.printer.switch({ paperOut: true });
    const request = draw();
    await window.page.post('/desk/till/draws', request);
    await window.insert('caireng-zhuoma');
    expect(await window.page.card()).toMatchObject({ stage: 'open' });
    expect((await window.page.print(request.key, ['failed'])).state).toBe('succeeded');
    window.printer.switch({ paperOut: false });
    await window.pull();
  });
});
