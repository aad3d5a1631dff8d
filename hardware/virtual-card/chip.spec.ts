/** Promises of the chip itself: files, access conditions, authentication, PIN, and refusals, command by command. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import {
  externalAuthenticate,
  getChallenge,
  getResponse,
  internalAuthenticate,
  readRecord,
  readRecordByTag,
  selectApplication,
  selectFile,
  verifyPin,
} from '#libs/cards/apdu.js';
import type { CardImage } from '#libs/cards/card-image.js';
import { cardItemNames, cardItems, ordinalOf, recordLength } from '#libs/cards/file-layout.js';
import { externalCryptogram, internalResult } from '#libs/cards/key-diversification.js';
import { decodeTlv } from '#libs/cards/tlv.js';
import { sampleCard } from '../../test/support/sample-card.js';
import { ChipBox } from './chip-box.js';
import { Chip, ForeignChip } from './chip.js';

const factor = fromHex('1122334455667788');
const source = fromHex('A1B2C3D4E5F60718');
const statusOf = (answer: Uint8Array): string => toHex(answer.slice(-2));
const dataOf = (answer: Uint8Array): Uint8Array => answer.slice(0, -2);

/** A chip with the application selected. */
const selected = (version: CardImage['specificationVersion']): Chip => {
  const chip = new Chip(sampleCard(version));
  expect(statusOf(chip.answer(selectApplication()))).toMatch(/^61/);
  return chip;
};

const authenticate = (chip: Chip): string => {
  const cardChallenge = dataOf(chip.answer(getChallenge()));
  const { keys, algorithm } = chip.image;
  const cryptogram = externalCryptogram(fromHex(keys.rksse), { cardChallenge, factor }, algorithm);
  return statusOf(chip.answer(externalAuthenticate(cryptogram, factor)));
};

describe.each(['2.00', '3.00'] as const)('a chip of version %s', (version) => {
  let chip: Chip;
  beforeEach(() => {
    chip = selected(version);
  });

  it('announces its control information and gives it once', () => {
    chip.answer(selectApplication());
    const answer = chip.answer(getResponse(version === '3.00' ? 0x1b : 0x15));
    expect(statusOf(answer)).toBe('9000');
    expect(toHex(dataOf(answer)).includes('9F0C03860103')).toBe(version === '3.00');
    expect(statusOf(chip.answer(getResponse(0x15)))).toBe('6985');
  });

  it('gives each record alike by short file identifier, by tag and by ordinal, once it may be read', () => {
    expect(authenticate(chip)).toBe('9000');
    for (const name of cardItemNames) {
      const { file, tag } = cardItems[name];
      const le = recordLength(name);
      const ordinal = ordinalOf(name, version) ?? 0;
      const bySfi = chip.answer(readRecord(file === 'ef05' ? 5 : 6, ordinal, le));
      expect(decodeTlv(dataOf(bySfi))).toEqual({
        tag,
        value: fromHex(chip.image.files[file][toHex(Uint8Array.of(tag))] ?? ''),
      });
      expect(statusOf(chip.answer(selectFile(file === 'ef05' ? 0xef05 : 0xef06)))).toBe('9000');
      expect(toHex(chip.answer(readRecordByTag(tag, le)))).toBe(toHex(bySfi));
      expect(toHex(chip.answer(Uint8Array.of(0x00, 0xb2, ordinal, 0x04, le)))).toBe(toHex(bySfi));
    }
  });

  it('names the right Le for a wrong one', () => {
    expect(statusOf(chip.answer(readRecord(5, 7, 0x00)))).toBe('6C0B');
    expect(statusOf(chip.answer(readRecord(5, 7, 0x0c)))).toBe('6C0B');
  });

  it('proves its IRK over any factors, with the answer in GET RESPONSE', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        (processFactor, drawn) => {
          expect(statusOf(chip.answer(internalAuthenticate(processFactor, drawn)))).toBe('6108');
          expect(toHex(chip.answer(getResponse(8)))).toBe(
            `${toHex(
              internalResult(
                fromHex(chip.image.keys.irk),
                { processFactor, source: drawn },
                chip.image.algorithm,
              ),
            )}9000`,
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('hands an answer out in parts, and repeats the offer for a Le that is too long', () => {
    chip.answer(internalAuthenticate(factor, source));
    expect(statusOf(chip.answer(getResponse(9)))).toBe('6C08');
    expect(statusOf(chip.answer(getResponse(3)))).toBe('6105');
    expect(toHex(chip.answer(getResponse(5)))).toMatch(/9000$/);
  });

  it('counts wrong PINs down to blocked, through power cycles, and a right one up again', () => {
    expect(statusOf(chip.answer(verifyPin('000000')))).toBe('63C2');
    expect(statusOf(chip.answer(verifyPin('123456')))).toBe('9000');
    expect(chip.pinTriesLeft).toBe(3);
    expect(statusOf(chip.answer(verifyPin('1234567')))).toBe('63C2');
    chip.reset();
    chip.answer(selectApplication());
    expect(statusOf(chip.answer(verifyPin('12345')))).toBe('63C1');
    expect(statusOf(chip.answer(verifyPin('000000')))).toBe('63C0');
    expect(statusOf(chip.answer(verifyPin('123456')))).toBe('6983');
    expect(chip.pinTriesLeft).toBe(0);
  });

  it('accepts an external authentication over its own last challenge only, and once', () => {
    const { keys, algorithm } = chip.image;
    const first = dataOf(chip.answer(getChallenge()));
    const cryptogram = (cardChallenge: Uint8Array): Uint8Array =>
      externalCryptogram(fromHex(keys.rksse), { cardChallenge, factor }, algorithm);
    chip.answer(getChallenge());
    expect(statusOf(chip.answer(externalAuthenticate(cryptogram(first), factor)))).toBe('6300');
    expect(statusOf(chip.answer(externalAuthenticate(cryptogram(first), factor)))).toBe('6984');
    expect(authenticate(chip)).toBe('9000');
  });

  it('accepts the way of a centre with an HSM, where the factor is the second challenge', () => {
    const { keys, algorithm } = chip.image;
    const cardChallenge = dataOf(chip.answer(getChallenge()));
    const drawn = dataOf(chip.answer(getChallenge()));
    const cryptogram = externalCryptogram(fromHex(keys.rksse), { cardChallenge, factor: drawn }, algorithm);
    expect(statusOf(chip.answer(externalAuthenticate(cryptogram, drawn)))).toBe('9000');
  });

  it.each([
    ['another class', '80CA000000', '6E00'],
    ['an unknown instruction', '00CA000000', '6D00'],
    ['a short header', '00A404', '6700'],
    ['another application', '00A4040007A0000000031010', '6A82'],
    ['an unknown file', '00A4020002EF07', '6A82'],
    ['SELECT in another way', '00A4000002EF05', '6A86'],
    ['a length that lies', '00A404000FD156', '6700'],
    ['an unknown short file identifier', '00B2013C00', '6A82'],
    ['a record that is not there', '00B2082C00', '6A83'],
    ['READ RECORD in another way', '00B2012D00', '6A86'],
    ['a challenge of another length', '0084000004', '6C08'],
    ['GET CHALLENGE in another way', '0084010008', '6A86'],
    ['internal authentication of half the length', '00880000081122334455667788', '6700'],
    ['external authentication with another key', `00820001${'10'.padEnd(34, '0')}`, '6A88'],
    ['external authentication without a challenge', `0082000A${'10'.padEnd(34, '0')}`, '6984'],
    ['a PIN block that is too long', `0020000009${'1'.repeat(18)}`, '6700'],
    ['another PIN reference', '0020000103123456', '6A86'],
  ])('refuses %s', (_, command, statusWord) => {
    expect(statusOf(chip.answer(fromHex(command)))).toBe(statusWord);
    expect(chip.pinTriesLeft).toBe(3);
  });

  it('answers nothing but a status word to noise, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (command) => {
        expect(chip.answer(command).length).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('has nothing to give before the application is selected, nor after a reset', () => {
    chip.reset();
    for (const command of [
      readRecord(5, 7, 0x0b),
      getChallenge(),
      internalAuthenticate(factor, source),
      verifyPin('123456'),
    ])
      expect(statusOf(chip.answer(command))).toBe('6985');
    expect(chip.pinTriesLeft).toBe(3);
  });
});

describe('access conditions', () => {
  it('leave everything of a v2 card free', () => {
    expect(statusOf(selected('2.00').answer(readRecord(6, 1, 0x14)))).toBe('9000');
  });

  it('leave only tags 01, 03 and 07 of a v3 card free, until external authentication and again after reset', () => {
    const chip = selected('3.00');
    const readable = (): string =>
      [1, 2, 3, 4, 5, 6, 7].map((ordinal) => statusOf(chip.answer(readRecord(5, ordinal, 0)))).join(' ');
    const closed = '6C12 6982 6C06 6982 6982 6982 6C0B';
    expect(readable()).toBe(closed);
    expect(statusOf(chip.answer(readRecord(6, 1, 0x14)))).toBe('6982');
    expect(authenticate(chip)).toBe('9000');
    expect(readable()).toBe('6C12 6C03 6C06 6C0E 6C06 6C06 6C0B');
    expect(statusOf(chip.answer(readRecord(6, 1, 0x14)))).toBe('9000');
    chip.reset();
    chip.answer(selectApplication());
    expect(readable()).toBe(closed);
  });

  it('close again after a failed external authentication', () => {
    const chip = selected('3.00');
    authenticate(chip);
    chip.answer(getChallenge());
    expect(statusOf(chip.answer(externalAuthenticate(factor, factor)))).toBe('6300');
    expect(statusOf(chip.answer(readRecord(6, 1, 0x14)))).toBe('6982');
  });
});

describe('foreign cards', () => {
  const foreign = { id: 'bus', label: '', note: '', atr: '3B0100' } as const;

  it('of another application do not know ours', () => {
    const chip = new ForeignChip({ ...foreign, foreign: 'other-application' });
    expect(chip.answer(selectApplication())).toEqual(fromHex('6A82'));
    expect(chip.answer(concat(fromHex('00B2012C00')))).toEqual(fromHex('6D00'));
  });

  it('that are mute stay silent', () => {
    expect(new ForeignChip({ ...foreign, foreign: 'mute' }).answer(selectApplication())).toBeNull();
  });
});

describe('a box of chips', () => {
  it('keeps the PIN counter with the card, and forgets it when the card is another', () => {
    const box = new ChipBox();
    const card = sampleCard('2.00');
    const chip = box.play(card);
    chip.answer(selectApplication());
    chip.answer(verifyPin('000000'));
    expect(box.pinTriesLeft(card.id)).toBe(2);
    expect(box.play({ ...card })).toBe(chip);
    box.play({ ...card, pin: '654321' });
    expect(box.pinTriesLeft(card.id)).toBe(3);
    expect(box.pinTriesLeft('nobody')).toBeNull();
  });
});
