/** Promises of money: exact text, one rounding, nothing lost in a split, capitals by the rules for bills. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { inCapitals } from './capitals.js';
import { displayYuan } from './display.js';
import {
  askedYuan,
  add,
  compare,
  type Fen,
  fen,
  formatYuan,
  maximumFen,
  negate,
  parseYuan,
  subtract,
  sum,
  yuan,
} from './fen.js';
import { prorate } from './prorate.js';
import { formatPercent, parsePpm, ppm } from './rate.js';
import { timesFraction, timesRate, timesRateAndFraction } from './rounding.js';

const anyFen = fc.bigInt({ min: -maximumFen, max: maximumFen }).map(fen);
const modestFen = fc.bigInt({ min: 0n, max: 1_000_000_000_000n }).map(fen);

describe('fen', () => {
  it.each([
    ['0', 0n],
    ['0.0', 0n],
    ['0.05', 5n],
    ['1090', 109_000n],
    ['1090.5', 109_050n],
    ['1090.00', 109_000n],
    ['-0.01', -1n],
    ['9999999999999.99', maximumFen],
  ])('reads %s yuan as %s fen', (text, expected) => {
    expect(parseYuan(text)).toBe(expected);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '01',
    '.5',
    '1.',
    '1.005',
    '1e3',
    '1,090.00',
    '-0',
    '-0.00',
    '--1',
    'NaN',
    '１',
    '1\n',
    '99999999999999',
  ])('does not read %j as an amount', (text) => {
    expect(parseYuan(text)).toBeNull();
  });

  it('reads whatever an edge lets through as an amount that is asked for', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,11}\.\d{1,3}$/), (text) => {
        const isAsked = /^\d{1,10}\.\d{2}$/.test(text) && !/^0\d/.test(text);
        const amount = askedYuan.test(text) ? parseYuan(text) : null;
        expect(amount === null ? null : formatYuan(amount)).toBe(isAsked ? text : null);
      }),
    );
    for (const text of ['050.00', '00.10', '1.00\n', '-1.00', '1.0', '.10'])
      expect(askedYuan.test(text)).toBe(false);
  });

  it('reads back every amount it writes', () => {
    fc.assert(fc.property(anyFen, (amount) => expect(parseYuan(formatYuan(amount))).toBe(amount)));
  });

  it('refuses fractions of a fen and amounts out of bounds', () => {
    expect(() => fen(0.5)).toThrow(RangeError);
    expect(() => fen(Number.NaN)).toThrow(RangeError);
    expect(() => fen(maximumFen + 1n)).toThrow(RangeError);
    expect(() => add(fen(maximumFen), fen(1))).toThrow(RangeError);
    expect(() => yuan('1.005')).toThrow(RangeError);
  });

  it('adds, subtracts and compares exactly', () => {
    fc.assert(
      fc.property(fc.array(modestFen), modestFen, (amounts, one) => {
        const total = sum(amounts);
        expect(subtract(add(total, one), one)).toBe(total);
        expect(add(one, negate(one))).toBe(0n);
        expect(compare(add(total, one), total)).toBe(one === 0n ? 0 : 1);
      }),
    );
  });
});

describe('rates and rounding', () => {
  it.each([
    ['0.005', '0.01'],
    ['0.004', '0.00'],
    ['0.015', '0.02'],
    ['-0.005', '-0.01'],
    ['-0.004', '0.00'],
    ['1.2349', '1.23'],
  ])('rounds %s yuan to %s', (exact, expected) => {
    const [, sign = '', whole = '', places = ''] = /^(-?)(\d+)\.(\d+)$/.exec(exact) ?? [];
    const numerator = BigInt(`${sign}${whole}${places.padEnd(4, '0')}`);
    expect(formatYuan(timesFraction(yuan('1'), numerator, 10_000n))).toBe(expected);
  });

  // Worked examples of a base of 3372.55 and of a late fee.
  it.each([
    ['3372.55', 200_000, '674.51'],
    ['3372.55', 80_000, '269.80'],
    ['3372.55', 60_000, '202.35'],
    ['3372.55', 20_000, '67.45'],
    ['3372.55', 11_000, '37.10'],
    ['30000000', 1200, '36000.00'],
  ])('takes of %s yuan %d ppm: %s', (amount, rate, expected) => {
    expect(formatYuan(timesRate(yuan(amount), ppm(rate)))).toBe(expected);
  });

  it('rounds a rate over days only once', () => {
    expect(formatYuan(timesRateAndFraction(yuan('12345.67'), ppm(500), 45n, 1n))).toBe('277.78');
  });

  it('is within half a fen of the exact product, symmetric and monotone', () => {
    const denominators = fc.bigInt({ min: 1n, max: 100_000n });
    fc.assert(
      fc.property(
        modestFen,
        modestFen,
        fc.bigInt({ min: 0n, max: 1000n }),
        denominators,
        (one, other, top, bottom) => {
          const rounded = timesFraction(one, top, bottom);
          const error = 2n * (rounded * bottom - one * top);
          expect(error <= bottom && error > -bottom).toBe(true);
          expect(timesFraction(negate(one), top, bottom)).toBe(negate(rounded));
          expect(one <= other ? rounded <= timesFraction(other, top, bottom) : true).toBe(true);
        },
      ),
    );
  });

  it('refuses a denominator that is not positive', () => {
    expect(() => timesFraction(fen(1), 1n, 0n)).toThrow(RangeError);
  });

  it('reads and shows rates exactly', () => {
    expect(parsePpm('83100')).toBe(83_100n);
    expect(['-1', '1.5', '', '01', '9999999999'].map(parsePpm)).toEqual([null, null, null, null, null]);
    expect([ppm(83_100), ppm(500), ppm(1_000_000), ppm(0)].map(formatPercent)).toEqual([
      '8.31 %',
      '0.05 %',
      '100 %',
      '0 %',
    ]);
    expect(() => ppm(-1)).toThrow(RangeError);
    expect(() => ppm(0.5)).toThrow(RangeError);
  });
});

describe('prorate', () => {
  it('gives left-over fen to the largest remainders, earlier first (dependants capped at 5000)', () => {
    expect(prorate(yuan('5000'), [40n, 30n, 30n, 30n]).map(formatYuan)).toEqual([
      '1538.46',
      '1153.85',
      '1153.85',
      '1153.84',
    ]);
  });

  it('adds up to the total, within one fen of each exact share', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 1_000_000n }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(modestFen, weights, (total, parts) => {
        const whole = parts.reduce((left, right) => left + right, 0n);
        fc.pre(whole > 0n);
        const shares = prorate(total, parts);
        expect(sum(shares)).toBe(total);
        for (const [index, share] of shares.entries()) {
          const error = share * whole - total * (parts[index] ?? 0n);
          expect(error < whole && error > -whole).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['no weights', yuan('1'), []],
    ['weights that are all zero', yuan('1'), [0n, 0n]],
    ['a negative weight', yuan('1'), [2n, -1n]],
    ['a negative total', yuan('-1'), [1n]],
  ])('refuses %s', (_case, total, weights) => {
    expect(() => prorate(total, weights)).toThrow(RangeError);
  });
});

/** Reads capitals back by another way than they are written, so that the two check each other. */
const readCapitals = (text: string): bigint => {
  const values = new Map([...'零壹贰叁肆伍陆柒捌玖'].map((character, value) => [character, BigInt(value)]));
  const units = new Map([
    ['拾', 10n],
    ['佰', 100n],
    ['仟', 1000n],
  ]);
  let [total, section, pending] = [0n, 0n, 0n];
  for (const character of text) {
    const unit = units.get(character);
    const value = values.get(character);
    if (value !== undefined) pending = value;
    else if (unit !== undefined) [section, pending] = [section + pending * unit, 0n];
    else if (character === '万') [section, pending] = [(section + pending) * 10_000n, 0n];
    else if (character === '亿')
      [total, section, pending] = [(total + section + pending) * 100_000_000n, 0n, 0n];
    else if (character === '元') [total, section, pending] = [(total + section + pending) * 100n, 0n, 0n];
    else if (character === '角') [total, pending] = [total + pending * 10n, 0n];
    else if (character === '分') [total, pending] = [total + pending, 0n];
  }
  return text.startsWith('负') ? -total : total;
};

describe('capitals', () => {
  it.each([
    ['0', '零元整'],
    ['0.05', '伍分'],
    ['0.50', '伍角整'],
    ['0.55', '伍角伍分'],
    ['1', '壹元整'],
    ['10', '壹拾元整'],
    ['100', '壹佰元整'],
    ['1090', '壹仟零玖拾元整'],
    ['1409.50', '壹仟肆佰零玖元伍角整'],
    ['6007.14', '陆仟零柒元壹角肆分'],
    ['1680.32', '壹仟陆佰捌拾元零叁角贰分'],
    ['107000.53', '壹拾万柒仟元零伍角叁分'],
    ['16409.02', '壹万陆仟肆佰零玖元零贰分'],
    ['325.04', '叁佰贰拾伍元零肆分'],
    ['319.06', '叁佰壹拾玖元零陆分'],
    ['1000500', '壹佰万零伍佰元整'],
    ['10001', '壹万零壹元整'],
    ['100000000', '壹亿元整'],
    ['100000001', '壹亿零壹元整'],
    ['100010000', '壹亿零壹万元整'],
    ['110000000', '壹亿壹仟万元整'],
    ['1010000000', '壹拾亿壹仟万元整'],
    ['100005000', '壹亿零伍仟元整'],
    ['1234500000000', '壹万贰仟叁佰肆拾伍亿元整'],
    ['-1090', '负壹仟零玖拾元整'],
  ])('writes %s yuan as %s', (amount, expected) => {
    expect(inCapitals(yuan(amount))).toBe(expected);
  });

  it('can be read back, never doubles 零 and never puts it before 万, 亿 or 元', () => {
    fc.assert(
      fc.property(fc.oneof(anyFen, fc.integer({ min: -2_000_000, max: 2_000_000 }).map(fen)), (amount) => {
        const text = inCapitals(amount);
        expect(readCapitals(text)).toBe(amount);
        expect(text).not.toMatch(/零零|(?!^零元整$)零[万亿元角分]|零整/);
        expect(text).toMatch(/(整|分)$/);
      }),
    );
  });
});

describe('display', () => {
  it.each<[Fen, string]>([
    [yuan('1090'), '¥1,090.00'],
    [yuan('0.05'), '¥0.05'],
    [yuan('999.99'), '¥999.99'],
    [yuan('1234567.8'), '¥1,234,567.80'],
    [yuan('-1090'), '-¥1,090.00'],
  ])('shows %s fen as %s', (amount, expected) => {
    expect(displayYuan(amount)).toBe(expected);
  });
});
