/** Promises of instant issuance at a window, over the real pcscd: whatever breaks, one card comes of it, and never two. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IssuanceState } from '#libs/contract/card-window.js';
import type { CardOnDesk } from '#libs/contract/desk.js';
import { parseApplicationNumber } from '#libs/identity/application-number.js';
import { applyFor, Blank } from '../../../../test/support/blank-at-counter.js';
import { IssuingWindow } from '../../../../test/support/issuing-window.js';
import { eventually } from '../../../../test/support/window.js';

const pin = '280519';

let window: IssuingWindow;
beforeAll(async () => {
  window = await IssuingWindow.open();
}, 160_000);
afterAll(() => window.close());
beforeEach(() => {
  window.counter.clock.instant = new Date();
});

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
  let over: Pressed | null = null;
  // Asked for anew each time: what the stream brought last may be of an earlier try.
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

describe('a card that is pulled', () => {
  it('at any of its exchanges is gone on from with the next insertion', async () => {
    let pulledAt = 0;
    for (;;) {
      const { blank, number, card } = await prepare();
      const before = window.reader.exchanges;
      window.reader.pullAtExchange(pulledAt + 1);
      const { outcome } = await press(card, number);
      if (outcome === 'done') {
        // No exchange was left to be pulled at.
        expect(window.reader.exchanges - before).toBe(pulledAt);
        await expectMade(number, blank);
        await pull();
        break;
      }
      pulledAt += 1;
      const after = await standing(number, blank);
      expect(after.cards.filter((state) => state === 'enabled')).toEqual([]);
      expect(after.cards.length).toBeLessThan(2);
      const again = await press(await insert(blank), number);
      expect([pulledAt, again.outcome]).toEqual([pulledAt, 'done']);
      await expectMade(number, blank);
      await pull();
    }
    expect(pulledAt).toBeGreaterThan(25);
  }, 90_000);
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
    if (first.outcome === 'done') {
      // What was stored is sent again by itself.
      expect(path.source).toContain('completions');
      await expectMade(number, blank);
      await pull();
      return;
    }
    await pull();
    expect((await press(await insert(blank), number)).outcome).toBe('done');
    await expectMade(number, blank);
    await pull();
  });

  it('by the end of the agent in the middle is gone on from after its start', async () => {
    const { blank, number, card } = await prepare();
    const body = { key: randomUUID(), insertionId: card.insertionId, applicationNumber: number, pin };
    await window.page.ask('POST', '/desk/issuances', body);
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
