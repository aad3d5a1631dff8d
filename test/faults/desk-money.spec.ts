/** Whatever breaks between the press and the outcome: the act keeps its key, comes to its outcome, and never happens twice. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Act } from '#libs/contract/desk.js';
import { allDues } from '../support/desk-page.js';
import { CounterWindow, eventually } from '../support/window.js';

jest.setTimeout(90_000);

let window: CounterWindow;
beforeAll(async () => {
  window = await CounterWindow.open();
  await window.signIn();
}, 700_000);
afterEach(async () => {
  await window.setBank('normal');
  await window.pull();
});
afterAll(() => window.close());

/** Taps a card and presses pay for all of its dues by bank. */
const pressPay = async (id: string): Promise<Act> => {
  await window.insert(id);
  const card = await window.page.card();
  return window.page.post<Act>('/desk/payments', {
    key: randomUUID(),
    insertionId: card.insertionId,
    channel: 'bank',
    dues: allDues(card),
  });
};

/** How often an act was settled and its bank instruction made; both are once, whatever happened. */
const timesOf = async (key: string) => {
  const [row] = await window.query<{ settled: number; instructed: number }>(
    `select count(distinct o.key)::int as settled, count(distinct b.operation_key)::int as instructed
     from operation o left join bank_instruction b on b.operation_key = o.key
     where o.key = $1 and o.state = 'succeeded'`,
    [key],
  );
  return row;
};

/** State of the card session an act was signed in. */
const sessionOf = async (key: string) => {
  const [row] = await window.query<{ state: string }>(
    'select c.state from card_session c join operation o on o.card_session_id = c.id where o.key = $1',
    [key],
  );
  return row?.state;
};

const untilAtCentral = (key: string) =>
  eventually('the operation at central', async () => {
    const rows = await window.query('select 1 from operation where key = $1', [key]);
    return rows.length === 1;
  });

const killAgain = async (name: 'central' | 'agent') => {
  const serving = once(window.program(name), 'serving');
  window.program(name).kill();
  await serving;
};

describe('the bank', () => {
  it('that refuses ends the act with its own reason; the dues are open again', async () => {
    const { key } = await pressPay('sun-lijuan');
    expect(await window.page.act(key, ['refused'])).toMatchObject({
      problem: { code: 'bank-refused' },
      receiptNumber: null,
      print: null,
    });
    await window.page.until(
      'open dues',
      ({ card }) => card?.dues.every(({ state }) => state === 'open') || null,
    );
  });

  it('whose answer is lost after booking leaves the act unknown until it is known, and books once', async () => {
    await window.setBank('answer-lost');
    const { key } = await pressPay('ma-xiulan');
    expect(await window.page.act(key, ['unknown'])).toMatchObject({
      problem: { code: 'bank-outcome-unknown' },
    });
    await window.setBank('normal');
    expect(await window.page.print(key, ['printed'])).toMatchObject({ state: 'succeeded', problem: null });
    expect(await timesOf(key)).toEqual({ settled: 1, instructed: 1 });
  });

  it('that is down leaves the act unknown, also when the card leaves, and pays when it is back', async () => {
    await window.setBank('down');
    const { key } = await pressPay('duojie-cairang');
    await window.page.act(key, ['unknown']);
    await window.pull();
    expect(await window.page.act(key, ['unknown'])).toMatchObject({ maskedName: '多＊＊' });
    // What was signed in it is not done yet, so the card session outlives its card.
    expect(await sessionOf(key)).toBe('open');
    await window.setBank('normal');
    expect(await window.page.print(key, ['printed'])).toMatchObject({
      state: 'succeeded',
      maskedName: '多＊＊',
    });
    expect(await timesOf(key)).toEqual({ settled: 1, instructed: 1 });
    await eventually('the end of the card session', async () => (await sessionOf(key)) === 'ended');
  });

  it('that is slow keeps nobody from the next card', async () => {
    await window.setBank('slow');
    const { key } = await pressPay('li-guirong');
    await window.pull();
    await window.insert('caireng-zhuoma');
    expect(await window.page.card()).toMatchObject({ stage: 'open' });
    expect((await window.page.state()).acts.find((act) => act.key === key)?.state).not.toBe('succeeded');
    await window.setBank('normal');
    // Somebody else's card is in: the receipt waits to be asked for.
    await window.page.print(key, ['held']);
    expect(await timesOf(key)).toEqual({ settled: 1, instructed: 1 });
  });
});

describe('an outcome that comes while somebody else is at the window', () => {
  it('holds the receipt, also once they have gone, and prints it when it is asked for by its name', async () => {
    await window.setBank('answer-lost');
    await window.insert('danba-jiancuo');
    const { insertionId, dues } = await window.page.card();
    const key = randomUUID();
    const picked = dues.map(({ id, amount, tiers }) => ({
      id,
      amount: amount ?? tiers.at(-1)?.amount ?? '',
    }));
    await window.page.post('/desk/payments', { key, insertionId, channel: 'bank', dues: picked });
    await window.page.act(key, ['unknown']);
    await window.pull();
    await window.insert('han-deming');
    const { visitor } = await window.page.card();
    await window.setBank('normal');
    const held = await window.page.print(key, ['held']);
    expect(held).toMatchObject({ state: 'succeeded', print: { copy: 1 } });
    expect(held.maskedName).toMatch(/^.＊+$/);
    expect(held.visitor).not.toBe(visitor);
    await window.pull();
    expect((await window.page.state()).acts.find((act) => act.key === key)?.print?.outcome).toBe('held');
    await window.page.post(`/desk/receipts/${held.receiptNumber ?? ''}/prints`);
    await window.page.print(key, ['printed']);
    expect(await timesOf(key)).toEqual({ settled: 1, instructed: 1 });
  });
});

describe('central killed in the middle of a payment', () => {
  it('is waited for; the same key goes on and nothing is paid twice', async () => {
    await window.setBank('slow');
    const { key } = await pressPay('suonan-daiji');
    await untilAtCentral(key);
    await killAgain('central');
    await window.setBank('normal');
    expect(await window.page.print(key, ['printed'])).toMatchObject({ state: 'succeeded' });
    expect(await timesOf(key)).toEqual({ settled: 1, instructed: 1 });
  });

  it('before it got the act: it is kept with its reason and sent when central is back', async () => {
    await window.insert('han-deming');
    const card = await window.page.card();
    await window.program('central').stop();
    const key = randomUUID();
    await window.page.post('/desk/payments', {
      key,
      insertionId: card.insertionId,
      channel: 'bank',
      dues: allDues(card),
    });
    const waiting = await window.page.until('the reason it waits', ({ acts, central }) =>
      central.state === 'offline' ? acts.find((act) => act.key === key && act.problem !== null) : null,
    );
    expect(waiting).toMatchObject({ state: 'sending', problem: { code: 'central-unreachable' } });
    await window.program('central').start();
    expect(await window.page.print(key, ['printed'])).toMatchObject({ state: 'succeeded', problem: null });
    expect(await timesOf(key)).toEqual({ settled: 1, instructed: 1 });
  });

  it('keeps a card that was put in meanwhile, and reads it when central is back', async () => {
    await window.program('central').stop();
    await window.insert('wang-jianguo');
    expect(await window.page.card()).toMatchObject({
      stage: 'refused',
      problem: { code: 'central-unreachable' },
    });
    await window.program('central').start();
    await window.page.until('the open card', ({ card }) => card?.stage === 'open' || null);
    expect((await window.page.state()).central.state).toBe('online');
  });
});

describe('the agent killed in the middle of a payment', () => {
  it('goes on by itself after it was started again: same key, one payment, one receipt', async () => {
    await window.setBank('slow');
    const { key } = await pressPay('wang-jianguo');
    await untilAtCentral(key);
    await killAgain('agent');
    await window.reopen();
    // Nobody has signed in since: what was pressed is shown and comes to its outcome all the same.
    await window.setBank('normal');
    // Whose card is in the reader is known to nobody yet: the receipt comes when it is asked for, unless it was done before the reader was.
    const done = await window.page.print(key, ['held', 'printed']);
    expect(done).toMatchObject({ state: 'succeeded', maskedName: '王＊＊', print: { copy: 1 } });
    expect(await timesOf(key)).toEqual({ settled: 1, instructed: 1 });
    await window.signIn();
    expect(await window.page.card()).toMatchObject({ stage: 'open', dues: [] });
    if (done.print?.outcome === 'held')
      await window.page.post(`/desk/receipts/${done.receiptNumber ?? ''}/prints`);
    await window.page.print(key, ['printed']);
  });

  it('before central got the act: it waits for its clerk and is then sent with the same key', async () => {
    await window.insert('caireng-zhuoma');
    const card = await window.page.card();
    await window.program('central').stop();
    const key = randomUUID();
    const request = {
      key,
      insertionId: card.insertionId,
      channel: 'bank',
      dues: allDues(card),
    };
    await window.page.post('/desk/payments', request);
    await killAgain('agent');
    await window.program('central').start();
    await window.reopen();
    await window.page.until('the reason it waits', ({ acts }) =>
      acts.find((act) => act.key === key && act.problem?.code === 'sign-in-expired'),
    );
    await window.signIn();
    // Printed when the card that is in is read first, and held when the act is done before it is known whose card that is.
    expect(await window.page.print(key, ['printed', 'held'])).toMatchObject({
      state: 'succeeded',
      problem: null,
    });
    expect(await timesOf(key)).toEqual({ settled: 1, instructed: 1 });
    // The page that was cut off asks again with its key, and gets the act that is done.
    expect(await window.page.post<Act>('/desk/payments', request)).toMatchObject({ key, state: 'succeeded' });
  });
});

describe('the database restarted', () => {
  it('lets an act that was pressed meanwhile come to its outcome', async () => {
    const draw = { key: randomUUID(), scheme: '170', amount: '25.00' };
    await window.program('postgres').stop();
    await window.page.post('/desk/till/draws', draw);
    await window.page.until('the reason it waits', ({ acts }) =>
      acts.find((act) => act.key === draw.key && act.problem?.code === 'database-unavailable'),
    );
    await window.program('postgres').start();
    expect(await window.page.print(draw.key, ['printed'])).toMatchObject({ state: 'succeeded' });
  });
});

describe('receipts that the centre cannot hand out for a moment', () => {
  it('are asked for again, and printed by themselves when it is back', async () => {
    await window.page.until('a printer', ({ printer }) => printer.state === 'ready' || null);
    const draw = { key: randomUUID(), scheme: '170', amount: '12.00' };
    // The table the copies are numbered in does not answer: what was done is answered, its print is not.
    await window.query('alter table receipt_print rename to receipt_print_away');
    try {
      await window.page.post('/desk/till/draws', draw);
      const waiting = await window.page.until('the reason its receipt waits', ({ acts }) =>
        acts.find(({ key, print }) => key === draw.key && print?.problem != null),
      );
      expect(waiting).toMatchObject({ state: 'succeeded', print: { outcome: 'waiting' } });
    } finally {
      await window.query('alter table receipt_print_away rename to receipt_print');
    }
    await window.page.print(draw.key, ['printed']);
  });
});

describe('an act that the centre does not have', () => {
  it('can be called off while it waits, and is never carried out after that', async () => {
    await window.program('central').stop();
    const draw = { key: randomUUID(), scheme: '170', amount: '13.00' };
    await window.page.post('/desk/till/draws', draw);
    await window.page.until('the reason it waits', ({ acts }) =>
      acts.find((act) => act.key === draw.key && act.problem?.code === 'central-unreachable'),
    );
    await window.page.post(`/desk/acts/${draw.key}/calling-off`);
    const calledOff = await window.page.until('that it is being called off', ({ acts }) =>
      acts.find(({ key, calledOff: off }) => key === draw.key && off),
    );
    expect(calledOff.state).toBe('sending');
    // It is kept, so that a restarted agent does not send it either.
    await killAgain('agent');
    await window.program('central').start();
    await window.reopen();
    await window.signIn();
    expect(await window.page.act(draw.key, ['refused'])).toMatchObject({
      problem: { code: 'act-called-off' },
      lapsesAt: null,
    });
    expect(await window.query('select 1 from operation where key = $1', [draw.key])).toEqual([]);
  });

  it('lapses when it has lain longer than it may, days later as well as hours', async () => {
    await window.program('central').stop();
    const draw = { key: randomUUID(), scheme: '170', amount: '14.00' };
    const { lapsesAt } = await window.page.post<Act>('/desk/till/draws', draw);
    expect(Date.parse(lapsesAt ?? '')).toBeGreaterThan(Date.now());
    await window.program('agent').stop();
    const twoDaysAgo = new Date(Date.now() - 2 * 24 * 3_600_000).toISOString();
    window.changeOutbox('update act set started_at = ? where key = ?', twoDaysAgo, draw.key);
    await window.program('agent').start();
    await window.program('central').start();
    await window.reopen();
    await window.signIn();
    expect(await window.page.act(draw.key, ['refused'])).toMatchObject({ problem: { code: 'act-lapsed' } });
    expect(await window.query('select 1 from operation where key = $1', [draw.key])).toEqual([]);
  });

  it('that the centre has cannot be called off', async () => {
    const draw = { key: randomUUID(), scheme: '170', amount: '15.00' };
    await window.page.post('/desk/till/draws', draw);
    await window.page.act(draw.key, ['succeeded']);
    expect((await window.page.refused(`/desk/acts/${draw.key}/calling-off`, {})).code).toBe('act-taken');
  });
});

describe('an act that waits for a second person', () => {
  it('takes back what was asked of them when it is called off', async () => {
    const draw = { key: randomUUID(), scheme: '170', amount: '60000.00' };
    await window.page.post('/desk/till/draws', draw);
    await window.page.until('that it waits', ({ acts }) =>
      acts.find((act) => act.key === draw.key && act.problem?.code === 'cash-above-limit'),
    );
    const asked = () => window.query('select state from approval where subject = $1 order by id', [draw.key]);
    expect(await asked()).toEqual([{ state: 'waiting' }]);
    await window.page.post(`/desk/acts/${draw.key}/calling-off`);
    expect(await window.page.act(draw.key, ['refused'])).toMatchObject({
      problem: { code: 'act-called-off' },
    });
    expect(await asked()).toEqual([{ state: 'withdrawn' }]);
  });
});

describe('after all of it', () => {
  it('the books balance', async () => {
    expect(await window.books()).toMatchObject({ balanced: true, findings: [] });
  });
});
