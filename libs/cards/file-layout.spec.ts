/** Promises of the file layout: every item comes back as it was written, whatever fill a card uses. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import type { Result } from '#libs/kernel/result.js';
import {
  cardItemNames,
  cardItems,
  dateOfItem,
  decodeItem,
  decodeName,
  encodeText,
  encodeItem,
  encodeName,
  ordinalOf,
  recordLength,
  tagHex,
} from './file-layout.js';

const digits = (maxLength: number) =>
  fc
    .array(fc.constantFrom(...'0123456789'), { minLength: 1, maxLength })
    .map((all) => all.join(''))
    // All zeros is an unwritten record.
    .filter((text) => /[1-9]/.test(text));

const valueOf = <T>(result: Result<T, string>): T => {
  if (!result.ok) throw new Error(`refused: ${result.refusal}`);
  return result.value;
};

const character = fc.constantFrom(...'德令哈市海西蒙古族藏族·才让卓玛靑瑋ABCxyz019㛃𬱖㼆㳇𣗋䶮龴𠂇\uE000');

/** Text of so many bytes in GB 18030. */
const textOf = (minBytes: number, maxBytes: number) =>
  fc
    .array(character, { minLength: Math.ceil(minBytes / 2), maxLength: maxBytes })
    .map((characters) => characters.join(''))
    .filter((text) => {
      const bytes = encodeText(text).length;
      return bytes >= minBytes && bytes <= maxBytes;
    });

describe('layout', () => {
  it.each([
    ['identificationCode', '01', 0x12, 1, 1],
    ['specificationVersion', '03', 0x06, 3, 3],
    ['initialisingInstitution', '04', 0x0e, 4, 4],
    ['cardNumber', '07', 0x0b, 7, 7],
    ['socialSecurityNumber', '08', 0x14, 1, 1],
    ['name', '09', 0x20, 2, 2],
    ['nameExtension', '4E', 0x16, 3, null],
    ['sex', '0A', 0x03, 4, 3],
    ['birthplace', '0C', 0x05, 6, 5],
    ['birthDate', '0D', 0x06, 7, 6],
  ] as const)('places %s as the specification does', (name, tag, le, later, v1) => {
    expect([tagHex(name), recordLength(name)]).toEqual([tag, le]);
    expect([ordinalOf(name, '2.00'), ordinalOf(name, '3.00'), ordinalOf(name, '1.00')]).toEqual([
      later,
      later,
      v1,
    ]);
  });
});

describe('items', () => {
  it('of digits come back as they were written', () => {
    for (const name of cardItemNames.filter((each) => cardItems[each].format === 'cn'))
      fc.assert(
        fc.property(digits(2 * cardItems[name].length), (text) => {
          const value = valueOf(encodeItem(name, text));
          expect(value).toHaveLength(cardItems[name].length);
          expect(decodeItem(name, value)).toBe(text);
        }),
      );
  });

  it('of text come back as they were written', () => {
    fc.assert(
      fc.property(textOf(1, 30), (text) => {
        const value = valueOf(encodeItem('name', text));
        expect(value).toHaveLength(30);
        expect(decodeItem('name', value)).toBe(text);
      }),
    );
  });

  it('of text are refused when they are too long', () => {
    fc.assert(
      fc.property(textOf(31, 60), (text) => {
        expect(encodeItem('name', text)).toEqual({ ok: false, refusal: 'too-long' });
      }),
    );
  });

  it('write digits left-aligned and filled with F, text filled with 00', () => {
    expect(toHex(valueOf(encodeItem('initialisingInstitution', '63280200001')))).toBe(
      '63280200001FFFFFFFFFFFFF',
    );
    expect(toHex(valueOf(encodeItem('name', '张三')))).toBe(`D5C5C8FD${'00'.repeat(26)}`);
  });

  it.each(['00', 'FF', '20'])('lose fill %s wherever it stands', (fill) => {
    expect(decodeItem('name', concat(fromHex('D5C5C8FD'), fromHex(fill.repeat(26))))).toBe('张三');
    expect(decodeItem('nameExtension', fromHex(fill.repeat(20)))).toBe('');
  });

  it('take the first nine characters of a longer card number record', () => {
    expect(decodeItem('cardNumber', Buffer.from('X00000019A1B2C3\0\0', 'ascii'))).toBe('X00000019');
  });

  it('read an unwritten number as empty', () => {
    expect(decodeItem('birthDate', fromHex('00000000'))).toBe('');
    expect(decodeItem('birthDate', fromHex('FFFFFFFF'))).toBe('');
  });

  it.each([
    ['birthDate', '2026-11', 'not-digits'],
    ['birthDate', '202611240', 'too-long'],
    ['identificationCode', 'XY', 'not-hex'],
    ['identificationCode', '0011', 'wrong-length'],
  ] as const)('refuse what the record cannot hold: %s %s', (name, text, refusal) => {
    expect(encodeItem(name, text)).toEqual({ ok: false, refusal });
  });
});

describe('names', () => {
  it('come back from name and extension together, cut between characters', () => {
    fc.assert(
      // Up to 47 bytes: the cut may leave three bytes of the first record unused.
      fc.property(textOf(1, 47), (text) => {
        const { name, nameExtension } = valueOf(encodeName(text));
        expect(decodeName(name, nameExtension)).toBe(text);
        expect(decodeItem('name', name) + decodeItem('nameExtension', nameExtension)).toBe(text);
      }),
    );
  });

  it('are joined before decoding when a card cut within a character', () => {
    const all = encodeText('A买买提·吐尔逊江·阿卜杜热西提');
    expect(all).toHaveLength(31);
    expect(decodeName(all.slice(0, 30), concat(all.slice(30), fromHex('FF'.repeat(19))))).toBe(
      'A买买提·吐尔逊江·阿卜杜热西提',
    );
  });

  it('are refused when they do not fit both records', () => {
    expect(encodeName('阿'.repeat(26))).toEqual({ ok: false, refusal: 'too-long' });
    expect(encodeName('𬸚'.repeat(13))).toEqual({ ok: false, refusal: 'too-long' });
  });

  it.each([
    ['张三·䶮', 'D5C5C8FDA1A4FE9F'],
    ['龴𠂇', 'FE59FE51'],
    ['王㛃', 'CDF58230B731'],
    ['𬱖㼆㳇𣗋', '9933C33682328D378231D2339632F737'],
  ])('have two bytes for what GBK has and four for what it lacks: %s', (text, hex) => {
    expect(toHex(encodeText(text))).toBe(hex);
    expect(decodeItem('name', fromHex(hex))).toBe(text);
  });

  it('leave a character of four bytes whole', () => {
    const { name, nameExtension } = valueOf(encodeName(`${'阿'.repeat(14)}㛃王`));
    expect(toHex(name)).toBe(`${'B0A2'.repeat(14)}0000`);
    expect(toHex(nameExtension)).toBe(`8230B731CDF5${'00'.repeat(14)}`);
    expect(decodeName(name, nameExtension)).toBe(`${'阿'.repeat(14)}㛃王`);
  });
});

describe('dates', () => {
  it('are read from eight digits, and null where there is no such day', () => {
    expect(dateOfItem('20261124')).toBe('2026-11-24');
    expect(dateOfItem('20260230')).toBeNull();
    expect(dateOfItem('')).toBeNull();
  });
});
