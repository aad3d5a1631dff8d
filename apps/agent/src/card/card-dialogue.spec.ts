/** Promises about what the agent says to a card, against the chip itself without the reader in between. */
import { describe, expect, it } from '@jest/globals';
import { CardReaderError, type CardReaders } from '#hardware/card-reader/card-reader.js';
import { exchangeCompletely } from '#hardware/card-reader/iso7816.js';
import { Chip, type PlayedCard } from '#hardware/virtual-card/chip.js';
import type { CardImage } from '#libs/cards/card-image.js';
import { decodeItem } from '#libs/cards/file-layout.js';
import { internalResult } from '#libs/cards/key-diversification.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { refusal } from '../ground/refusal.js';
import { CardAtHand } from './card-at-hand.js';
import { proveKey, readItem, selectOnce, verifyHolder } from './card-dialogue.js';

const fill = (text: string, length: number): string => text.padEnd(2 * length, '0');

const image: CardImage = {
  id: 'sample',
  label: '张三',
  note: '',
  specificationVersion: '2.00',
  algorithm: '3des',
  atr: '3B6D000000814E43238697159900BF7C7A',
  files: {
    ef05: {
      '01': '639900D15600000500BF7C7A48FB4966',
      '02': '33',
      '03': '322E3030',
      '04': '639900000000FFFFFFFFFFFF',
      '05': '20201001',
      '06': '20301001',
      '07': '583030303030303139',
    },
    ef06: { '08': '313131313131313938313031303131313130', '09': fill('D5C5C8FD', 30) },
  },
  keys: {
    irk: '11'.repeat(16),
    rksse: '22'.repeat(16),
    uk: '33'.repeat(16),
    puk: '44'.repeat(16),
    stk: '55'.repeat(16),
  },
  pin: '123456',
  pinTryLimit: 3,
};

/** A reader that hands every command straight to the chip. */
const readersOf = (card: PlayedCard): CardReaders => ({
  on: () => undefined,
  transmit: (_, command, options) =>
    exchangeCompletely(async (bytes) => card.answer(bytes) ?? new Uint8Array(), command, options),
  hold: async () => undefined,
  release: async () => undefined,
  reset: async () => card.reset(),
  verifyOnPad: async () => ({ data: new Uint8Array(), statusWord: 0x6401, exchanges: 1 }),
  close: async () => undefined,
});

const insert = (card: PlayedCard): CardAtHand =>
  new CardAtHand(
    { insertionId: 'one', readerName: 'reader', atr: card.atr, atMs: 0, hasPad: false },
    readersOf(card),
    () => undefined,
  );

/** The chip with its answers changed, as another issuer's cards have them. */
const changed = (change: (command: string, answer: Uint8Array) => Uint8Array): PlayedCard => {
  const chip = new Chip(image);
  return {
    atr: chip.atr,
    reset: () => chip.reset(),
    answer: (command) => change(toHex(command), chip.answer(command)),
  };
};

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { problem?: { code?: unknown; detail?: unknown } }) => [
      error.problem?.code,
      error.problem?.detail,
    ],
  );

describe('reading an item', () => {
  it('takes one exchange where the record lies at its usual number', async () => {
    const card = insert(new Chip(image));
    await selectOnce(card);
    expect(decodeItem('cardNumber', await readItem(card, 'cardNumber', '2.00'))).toBe('X00000019');
    expect(card.exchanges).toBe(2);
  });

  it('goes by the tag where another record lies at that number', async () => {
    const chip = new Chip(image);
    const shifted: PlayedCard = {
      atr: chip.atr,
      reset: () => chip.reset(),
      // Record 7 by SFI is what elsewhere is record 6.
      answer: (command) => chip.answer(toHex(command) === '00B2072C0B' ? fromHex('00B2062C06') : command),
    };
    const card = insert(shifted);
    await selectOnce(card);
    expect(decodeItem('cardNumber', await readItem(card, 'cardNumber', '2.00'))).toBe('X00000019');
  });

  it('takes the first nine characters of a longer card number', async () => {
    const longer = changed((command, answer) =>
      command.startsWith('00B2072C') ? fromHex('070C5830303030303031393939399000') : answer,
    );
    const card = insert(longer);
    await selectOnce(card);
    expect(decodeItem('cardNumber', await readItem(card, 'cardNumber', '2.00'))).toBe('X00000019');
  });

  it('says which item cannot be read, and what the card answered', async () => {
    const card = insert(
      changed((command, answer) => (command.startsWith('00B2') ? fromHex('6A83') : answer)),
    );
    await selectOnce(card);
    expect(await codeOf(readItem(card, 'cardNumber', '2.00'))).toEqual([
      'card-not-read',
      'READ cardNumber: 6A83',
    ]);
  });
});

describe('selecting the application', () => {
  it.each([
    ['6A82', 'card-not-social-security'],
    ['6E00', 'card-not-social-security'],
    // What is none may refuse in any way: a SAM, a bank card.
    ['6985', 'card-not-social-security'],
    ['6A86', 'card-not-social-security'],
    ['6999', 'card-not-social-security'],
    ['6A81', 'card-locked'],
    ['6F00', 'card-not-read'],
  ])('that is answered %s is %s', async (answer, code) => {
    const card = insert(changed(() => fromHex(answer)));
    expect(await codeOf(selectOnce(card))).toContain(code);
  });

  it('is done anew in each sequence, as another program may have selected something else since', async () => {
    const card = insert(new Chip(image));
    await card.exclusively(() => selectOnce(card));
    await card.exclusively(() => selectOnce(card));
    expect(card.exchanges).toBe(2);
    await card.exclusivelyGoingOn(() => selectOnce(card));
    await card.exclusively(() => selectOnce(card));
    expect(card.exchanges).toBe(3);
  });

  it('is done once, and again after a reset', async () => {
    const card = insert(new Chip(image));
    await selectOnce(card);
    await selectOnce(card);
    expect(card.exchanges).toBe(1);
    await card.reset();
    await selectOnce(card);
    expect(card.exchanges).toBe(2);
  });
});

describe('the proof and the PIN', () => {
  it('is what the key gives over the challenge', async () => {
    const challenge = { processFactor: fromHex('1122334455667788'), source: fromHex('A1B2C3D4E5F60718') };
    const card = insert(new Chip(image));
    await selectOnce(card);
    expect(await proveKey(card, challenge)).toEqual(
      internalResult(fromHex(image.keys.irk), challenge, '3des'),
    );
  });

  it('counts down to blocked', async () => {
    const card = insert(new Chip(image));
    await selectOnce(card);
    expect(await codeOf(verifyHolder(card, '123456'))).toBe('done');
    const answers = [];
    for (let time = 0; time < 4; time += 1) answers.push(await codeOf(verifyHolder(card, '654321')));
    expect(answers).toEqual([
      ['pin-wrong', '2'],
      ['pin-wrong', '1'],
      ['pin-blocked', undefined],
      ['pin-blocked', undefined],
    ]);
  });
});

describe('a card that leaves', () => {
  it('ends what waits for it at once, with the reason, and whatever is asked later', async () => {
    const card = insert(new Chip(image));
    const waiting = codeOf(card.whileHere(new Promise(() => undefined)));
    card.end(refusal('card-removed'));
    expect(await waiting).toEqual(['card-removed', undefined]);
    expect(await codeOf(selectOnce(card))).toEqual(['card-removed', undefined]);
    expect(await codeOf(card.exclusively(() => Promise.resolve(null)))).toEqual(['card-removed', undefined]);
  });

  it('has forgotten by itself: what was done before it left during the reset stays done', async () => {
    const chip = new Chip(image);
    const leaving: CardReaders = {
      ...readersOf(chip),
      reset: () => Promise.reject(new CardReaderError('removed', 'one')),
    };
    const at = { insertionId: 'one', readerName: 'reader', atr: chip.atr, atMs: 0, hasPad: false };
    const card = new CardAtHand(at, leaving, () => undefined);
    expect(await card.exclusivelyWithReset(async () => 'signed')).toBe('signed');
    const stuck: CardReaders = {
      ...leaving,
      reset: () => Promise.reject(new CardReaderError('timed-out', 'one')),
    };
    const other = new CardAtHand(at, stuck, () => undefined);
    expect(await codeOf(other.exclusivelyWithReset(async () => 'signed'))).toContain('card-not-read');
  });

  it('keeps sequences apart: none begins before the one ahead of it has ended, however it ended', async () => {
    const card = insert(new Chip(image));
    const order: string[] = [];
    const sequence = (name: string, fails: boolean) => async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (fails) throw refusal('pin-wrong');
    };
    const outcomes = await Promise.allSettled([
      card.exclusively(sequence('first', true)),
      card.exclusively(sequence('second', false)),
    ]);
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
