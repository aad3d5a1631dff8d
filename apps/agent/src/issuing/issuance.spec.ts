/** Promises of instant issuance at a window, over the real pcscd: whatever breaks, one card comes of it, and never two. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IssuanceState } from '#libs/contract/card-window.js';
import type { CardOnDesk } from '#libs/contract/desk.js';
import { parseApplicationNumber } from '#libs/identity/application-number.js';
import { applyFor, Blank } from '../../../../test/support/blank-at-counter.js';
import { IssuingWindow } from '../../../../test/support/issuing-window.js';
import { approveWaiting, askSecondPerson } from '../../../../test/support/second-person.js';
import { eventually } from '../../../../test/support/window.js';

const pin = '280519';
let window: IssuingWindow;
beforeAll(async () => {
  window = await IssuingWindow.open();
}, 160_000);
afterAll(() => window.close());

const insert = async ({ image }: Blank): Promise<CardOnDesk> => {
  await window.reader.insert(image);
  return window.page.until('a card that was read', ({ card }) =>
    card?.stage === 'blank' || card?.stage === 'refused' || card?.stage === 'open' ? card : null,
  );
};

const pull = async (): Promise<void> => {
  await window.reader.pull();
  await window.page.until('an empty reader', ({ card }) => card === null || null);
};

type Pressed = { readonly key: string; readonly outcome: 'refused' | IssuanceState['outcome'] };

/** Presses for the card in the reader, and waits for what becomes of it. */
const press = async ({ insertionId }: CardOnDesk, number: string, chosen = pin): Promise<Pressed> => {
  const key = randomUUID();
  const body = { key, insertionId, applicationNumber: number, pin: chosen };
  const { status } = await window.page.ask('POST', '/desk/issuances', body);
  if (status !== 202) return { key, outcome: 'refused' };
  let over: Pressed | null = null; // Asked for anew each time: what the stream brought last may be of an earlier try.
  await eventually('an issuance that is over', async () => {
    const { issuance } = await window.page.state();
    if (issuance?.applicationNumber === number && issuance.outcome !== 'running')
      over = { key, outcome: issuance.outcome };
    return over !== null;
  });
  return over ?? { key, outcome: 'running' };
};

type Standing = { readonly application: string; readonly chip: string; readonly cards: readonly string[] };

const standing = async (number: string, { historicalBytes }: Blank): Promise<Standing> => {
  const parsed = parseApplicationNumber(number);
  if (!parsed.ok) throw new Error(parsed.refusal);
  const [row] = await window.counter.query<Standing>(
    `select a.state as application, (select state from chip where historical_bytes = $2) as chip,
       array(select c.state from card c where c.person_id = a.person_id order by c.card_number) as cards
     from card_application a where a.id = $1`,
    [parsed.value.id, historicalBytes],
  );
  if (row === undefined) throw new Error('no such application');
  return row;
};

const made: Standing = { application: 'issued', chip: 'handed-over', cards: ['enabled'] };

const expectMade = async (number: string, blank: Blank, chosen = pin): Promise<void> => {
  expect(await standing(number, blank)).toEqual(made);
  expect(window.reader.chips.content(blank.image.id)).toMatchObject({ pin: chosen });
};

/** A fresh blank in the reader and an application for it. */
const prepare = async (version: '2.00' | '3.00' = '3.00') => {
  const { counter } = window;
  const [blank, number] = [await Blank.deliver(counter, version), await applyFor(counter)];
  return { blank, number, card: await insert(blank) };
};

describe('a blank at a window', () => {
  it.each(['2.00', '3.00'] as const)(
    'of version %s becomes a card with the PIN its holder chose',
    async (version) => {
      const { blank, number, card } = await prepare(version);
      expect(card.stage).toBe('blank');
      const { key, outcome } = await press(card, number);
      expect(outcome).toBe('done');
      await expectMade(number, blank);
      const act = await window.page.act(key, ['succeeded']);
      expect(act).toMatchObject({ kind: 'card-service', service: 'issuance' });
      const opened = await window.page.until('an open card', ({ card: shown }) =>
        shown?.stage === 'open' ? shown : null,
      );
      expect(opened.cardNumber).toBe((await window.page.state()).issuance?.cardNumber);
      await pull();
      expect((await insert(blank)).stage).toBe('open');
      await pull();
    },
  );

  it('is not begun with a weak PIN, one made of the birth date, or none', async () => {
    const { blank, number, card } = await prepare();
    const refused = async (chosen: string): Promise<string> =>
      (
        await window.page.refused('/desk/issuances', {
          key: randomUUID(),
          insertionId: card.insertionId,
          applicationNumber: number,
          pin: chosen,
        })
      ).code;
    expect(await refused('12')).toBe('pin-missing');
    for (const weak of ['123456', '888888', '900101', '19900101'])
      expect(await refused(weak)).toBe('pin-weak');
    expect(window.reader.chips.content(blank.image.id)).toEqual(blank.image);
    await pull();
  });

  it('that the stock does not know, or a card of another city, is refused with its reason', async () => {
    const { counter, page } = window;
    const number = await applyFor(counter);
    const unknown = await Blank.deliver(counter);
    await counter.query('delete from chip where historical_bytes = $1', [unknown.historicalBytes]);
    expect((await insert(unknown)).problem?.code).toBe('card-blank-unknown');
    await pull();
    await window.reader.insert(counter.card('another-city'));
    const { insertionId } = await page.card();
    const body = { key: randomUUID(), insertionId, applicationNumber: number, pin };
    expect((await page.refused('/desk/issuances', body)).code).toBe('card-of-another-city');
    await pull();
  });

  it('waits for the other that was begun, until that is given up', async () => {
    const { counter, page } = window;
    const number = await applyFor(counter);
    const [first, second] = [await Blank.deliver(counter), await Blank.deliver(counter)];
    const card = await insert(first);
    window.reader.pullAtExchange(5);
    expect((await press(card, number)).outcome).toBe('interrupted');
    const other = await insert(second);
    const body = { key: randomUUID(), insertionId: other.insertionId, applicationNumber: number, pin };
    expect(await page.refused('/desk/issuances', body)).toMatchObject({
      code: 'issuance-half-done',
      detail: first.historicalBytes.slice(-8),
    });
    await page.post('/desk/issuances/spoiled', { applicationNumber: number, reason: '芯片损坏' });
    expect(await standing(number, first)).toEqual({ application: 'approved', chip: 'spoiled', cards: [] });
    const again = await page.until('the blank again', ({ card: shown }) =>
      shown?.stage === 'blank' ? shown : null,
    );
    expect((await press(again, number)).outcome).toBe('done');
    await expectMade(number, second);
    await pull();
    expect((await insert(first)).problem?.code).toBe('card-spoiled');
    await pull();
  });
});

/** A card made with one pull at the nth exchange after the press; null when there was no nth. */
const madeWithPull = async (n: number): Promise<object | null> => {
  const { blank, number, card } = await prepare();
  window.reader.pullAtExchange(n);
  const { outcome } = await press(card, number);
  const between = await standing(number, blank);
  const again = outcome === 'done' ? null : await press(await insert(blank), number);
  const result = {
    n,
    // Nothing that could be used already, and never more than one.
    between: between.cards.length < 2 && !between.cards.includes('enabled'),
    outcome: again?.outcome,
    after: await standing(number, blank),
    content: window.reader.chips.content(blank.image.id),
  };
  await pull();
  return again === null ? null : result;
};

describe('a card that is pulled', () => {
  it('at any of its exchanges is gone on from with the next insertion', async () => {
    const results: object[] = [];
    for (let n = 1; ; n += 1) {
      const result = await madeWithPull(n);
      if (result === null) break;
      results.push(result);
    }
    expect(results).toEqual(
      results.map((_, index) => ({
        n: index + 1,
        between: true,
        outcome: 'done',
        after: made,
        content: expect.objectContaining({ pin }),
      })),
    );
    expect(results.length).toBeGreaterThan(25);
  }, 240_000);
});

describe('a break of the line or of a program', () => {
  const steps = [
    ['the allotment', /^POST \/v1\/issuances$/],
    ['the reading back', /read-back$/],
    ["the card's session", /^POST \/v1\/card-sessions$/],
    ['its proof', /proof$/],
    ['the PIN reset', /scripts$/],
    ['the completion', /completions$/],
  ] as const;

  it.each(
    steps.flatMap(
      ([name, path]) =>
        [
          [name, 'request', path],
          [name, 'answer', path],
        ] as const,
    ),
  )('at %s, when its %s is lost, leaves one card and no other', async (_, what, path) => {
    const { blank, number, card } = await prepare();
    window.line.lose({ path, what });
    const first = await press(card, number);
    // What was stored is sent again by itself; anything else waits for the card.
    expect(first.outcome === 'done').toBe(path.source.includes('completions'));
    await pull();
    const last = first.outcome === 'done' ? first : await press(await insert(blank), number);
    expect(last.outcome).toBe('done');
    await expectMade(number, blank);
    await pull();
  });

  it('keeps nobody from the next card: what is stored waits for its own clerk', async () => {
    const { blank, number, card } = await prepare();
    window.line.lose({ path: /completions$/, what: 'request' });
    const key = randomUUID();
    const body = { key, insertionId: card.insertionId, applicationNumber: number, pin };
    await window.page.ask('POST', '/desk/issuances', body);
    await eventually('the completion', () => window.line.lost);
    await window.page.post('/desk/sign-out');
    await window.page.post('/desk/sign-in', { staffNumber: '0301', password: 'delingha-2017' });
    const other = { ...body, key: randomUUID() };
    // Not `busy`: a reviewer makes no cards, and that alone stands in the way.
    expect((await window.page.refused('/desk/issuances', other)).code).toBe('not-permitted');
    expect((await standing(number, blank)).cards).toEqual(['handed-over']);
    await window.page.post('/desk/sign-in', { staffNumber: '0001', password: 'delingha-2017' });
    await window.page.act(key, ['succeeded']);
    await expectMade(number, blank);
    expect((await window.page.state()).issuance).toMatchObject({
      applicationNumber: number,
      outcome: 'done',
    });
    await pull();
  });

  it('by the end of the agent in the middle is gone on from after its start', async () => {
    const { blank, number, card } = await prepare();
    const body = { key: randomUUID(), insertionId: card.insertionId, applicationNumber: number, pin };
    window.line.lose({ path: /read-back$/, what: 'answer' });
    await window.page.ask('POST', '/desk/issuances', body);
    await eventually('the reading back', () => window.line.lost);
    await window.killAgent();
    const again = await window.page.until('a card that was read', ({ card: shown }) =>
      shown?.stage === 'blank' || shown?.stage === 'refused' || shown?.stage === 'open' ? shown : null,
    );
    expect(again.stage).not.toBe('open');
    expect((await press(again, number)).outcome).toBe('done');
    await expectMade(number, blank);
    await pull();
  });
});

const serve = async (body: object): Promise<string> => {
  const { insertionId } = await window.page.card();
  const { status, text } = await window.page.ask('POST', '/desk/card-services', {
    key: randomUUID(),
    insertionId,
    ...body,
  });
  return status === 202 ? 'taken' : (JSON.parse(text) as { code: string }).code;
};
/** Nothing is on its way any more. */
const settled = () =>
  window.page.until('all acts', ({ acts }) => acts.every(({ state }) => state !== 'sending') || null);

const release = async (service: 'pin-reset' | 'pin-unblock'): Promise<void> => {
  await askSecondPerson(window.page, service);
  await approveWaiting(window.page.origin, service);
};

const content = ({ image }: Blank) => window.reader.chips.content(image.id);

const chosen = (newPin: string) => ({ newPin, newPinAgain: newPin });

describe('the chip services of the window', () => {
  it('change, reset and unblock the PIN; a weak one and one mistyped never reach the card', async () => {
    const { blank, number, card } = await prepare();
    await press(card, number);
    await pull();
    await insert(blank);
    const change = (oldPin: string, newPin: string) =>
      serve({ service: 'pin-change', oldPin, ...chosen(newPin) });
    const before = content(blank);
    expect(await change(pin, '654321')).toBe('pin-weak');
    expect(await change(pin, '19900101')).toBe('pin-weak');
    expect(content(blank)).toEqual(before);
    expect(await change(pin, '730416')).toBe('taken');
    expect(content(blank)).toMatchObject({ pin: '730416' });
    for (let left = 5; left > 0; left -= 1) expect(await change('000111', '280519')).toBe('pin-wrong');
    expect(await change('000111', '280519')).toBe('pin-blocked');
    await release('pin-unblock');
    expect(await serve({ service: 'pin-unblock' })).toBe('taken');
    expect(content(blank)).toMatchObject({ pin: '730416', pinTriesLeft: 6 });
    await release('pin-reset');
    expect(await serve({ service: 'pin-reset', ...chosen('951357') })).toBe('taken');
    expect(content(blank)).toMatchObject({ pin: '951357', pinTriesLeft: 6 });
    await pull();
  });

  it('go on after a reset that was interrupted between the centre and the holder', async () => {
    const { blank, number, card } = await prepare();
    await press(card, number);
    await pull();
    await insert(blank);
    await release('pin-reset');
    // The signature (three exchanges with its SELECT), SELECT, GET CHALLENGE and RELOAD pass; CHANGE does not.
    window.reader.pullAtExchange(7);
    expect(await serve({ service: 'pin-reset', ...chosen('730416') })).toBe('card-removed');
    expect(content(blank)).not.toMatchObject({ pin: '730416' });
    expect(content(blank)).not.toMatchObject({ pin });
    await window.page.until('an empty reader', ({ card: shown }) => shown === null || null);
    await insert(blank);
    expect(await serve({ service: 'pin-reset', ...chosen('730416') })).toBe('taken');
    expect(content(blank)).toMatchObject({ pin: '730416' });
    await pull();
  });

  it('change no PIN without its record, whenever the card is pulled', async () => {
    const { blank, number, card } = await prepare();
    await press(card, number);
    await pull();
    let outcome = '';
    for (let n = 1; outcome !== 'taken'; n += 1) {
      await insert(blank);
      await window.page.card();
      window.reader.pullAtExchange(n);
      outcome = await serve({ service: 'pin-change', oldPin: pin, ...chosen('730416') });
      expect([n, outcome, content(blank)]).toMatchObject([
        n,
        outcome === 'taken' ? 'taken' : 'card-removed',
        { pin: outcome === 'taken' ? '730416' : pin },
      ]);
      await pull();
    }
  });

  it('touch no PIN where the register would not record it: of an enabled card, a locked one, or another', async () => {
    const { blank, number, card } = await prepare();
    await press(card, number);
    await pull();
    await insert(blank);
    const before = content(blank);
    expect(await serve({ service: 'enabling', ...chosen('730416') })).toBe('card-enabled-already');
    const cardId = randomUUID();
    expect(await serve({ service: 'pin-reset', cardId, ...chosen('730416') })).toBe('card-swapped');
    await window.counter.query(`update card set state = 'locked' where historical_bytes = $1`, [
      blank.historicalBytes,
    ]);
    expect(await serve({ service: 'enabling', ...chosen('730416') })).toBe('card-locked');
    for (const service of ['pin-reset', 'pin-change', 'pin-unblock'])
      expect(await serve({ service, oldPin: pin, ...chosen('730416') })).toBe('card-locked');
    expect(content(blank)).toEqual(before);
    await pull();
  });

  it('bring the chip up to date after a change of data', async () => {
    const { blank, number, card } = await prepare();
    await press(card, number);
    await pull();
    await insert(blank);
    const updates = async (): Promise<number> =>
      (await window.counter.query(`select 1 from audit_event where detail ->> 'purpose' = 'holder-update'`))
        .length;
    const before = await updates();
    expect(await serve({ service: 'change-of-data', change: { name: '新名' } })).toBe('taken');
    // Another person decides it; then the registered name is written to the chip.
    await settled();
    await approveWaiting(window.page.origin, 'change-of-identity');
    expect(await serve({ service: 'change-of-data', change: { name: '新名' } })).toBe('taken');
    await eventually('the new name on the chip', () => {
      const now = content(blank);
      return now !== null && 'files' in now && now.files.ef06['09']?.startsWith('D0C2C3FB') === true;
    });
    // For the one that is registered: a name that is only asked for is none of the chip's business.
    expect(await updates()).toBe(before + 1);
    // A telephone number is none of the chip's business: the centre's key is not used for it.
    expect(await serve({ service: 'change-of-data', change: { phone: '0977-8221234' } })).toBe('taken');
    await settled();
    await release('pin-unblock');
    expect(await serve({ service: 'pin-unblock' })).toBe('taken');
    expect(await updates()).toBe(before + 1);
    await pull();
  });
});
