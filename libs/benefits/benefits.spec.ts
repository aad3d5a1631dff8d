/** Promises of benefits: who gets a resident pension, how much, from which money and for which months. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { countedMonths } from '#libs/contributions/moved-months.js';
import { addMonths, date, month, monthsBetween } from '#libs/kernel/plain-date.js';
import { ok, refuse } from '#libs/kernel/result.js';
import { fen, formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { type ParameterRow, type Parameters, readParameters } from '#libs/policy/parameters.js';

import { residentPension } from './kinds/170-resident-pension.js';
import type { InsuranceRecord } from './kinds/kind.js';
import { earliestPensionMonth, residentPensionParts, splitMonth } from './resident-pension.js';

const row = (
  key: string,
  kind: string,
  value: string,
  effectiveFrom = '2009-09-01',
  status = 'national',
): ParameterRow => ({
  id: `${key}@${effectiveFrom}`,
  key,
  effectiveFrom,
  kind,
  value,
  source: `source of ${key}`,
  status,
});

const rows = [
  row('170.pension-age', 'integer', '60'),
  row('170.minimum-years', 'integer', '15'),
  row('170.payout-months', 'months', '139'),
  row('170.payout-months', 'months', '130', '2017-06-01'),
  row('170.long-payment', 'fen', '10.00'),
  row('170.basic-pension', 'fen', '150.00', '2012-01-01', 'local'),
  row('170.basic-pension', 'fen', '250.00', '2017-01-01', 'local'),
];
const parametersOf = (of: readonly ParameterRow[]): Parameters => {
  const read = readParameters(of);
  if (!read.ok) throw new Error(JSON.stringify(read.refusal));
  return read.value;
};
const parameters = parametersOf(rows);

/** Somebody with so many paid years and a balance on the account. */
const recordOf = (birth: string, years: number, account = '9600.00'): InsuranceRecord => ({
  birthDate: date(birth),
  sex: 'female',
  diedOn: null,
  counted: () =>
    countedMonths(
      new Map(
        monthsBetween(month('2009-01'), addMonths(month('2009-01'), years * 12 - 1)).map((at) => [
          at,
          zeroFen,
        ]),
      ),
      [],
      [],
    ),
  account: () => yuan(account),
  pensionSince: null,
  drawn: new Map(),
});
const today = date('2017-11-16');

describe('resident pension', () => {
  const facts = { years: 15, account: '9600.00' };
  const due = (of: string, firstMonth = '2017-01') =>
    residentPension.due(facts, { month: month(of), firstMonth: month(firstMonth) }, parameters);

  it('is 250 + 9600 ÷ 139 = 319.06 in the worked example, and explains it', () => {
    const pension = due('2017-11');
    expect(pension.ok && formatYuan(pension.value.amount)).toBe('319.06');
    expect(pension.ok && pension.value.explanation.parameterVersions).toEqual([
      '170.basic-pension@2017-01-01',
      '170.payout-months@2009-09-01',
    ]);
    expect(
      pension.ok &&
        pension.value.explanation.steps.map(({ expression, result, status }) => [expression, result, status]),
    ).toEqual([
      ['2017-11', '250.00', 'local'],
      ['9600.00 ÷ 139', '69.06', 'national'],
      ['250.00 + 69.06', '319.06', 'local'],
    ]);
  });

  it('pays each month the basic pension of that month, and the account part of the grant for life', () => {
    const amounts = ['2016-12', '2017-01', '2017-12'].map((of) => {
      const pension = due(of, '2012-01');
      return pension.ok && formatYuan(pension.value.amount);
    });
    expect(amounts).toEqual(['219.06', '319.06', '319.06']);
  });

  it('names the parameter that a month lacks', () => {
    expect(due('2011-11')).toEqual(
      refuse({ reason: 'parameter-missing', key: '170.basic-pension', on: '2011-11-01' }),
    );
  });

  it.each([
    ['the fifteen years there were before the age', '1964-12-31', 15, '2025-01'],
    ['the eight years that were left when the scheme began', '1957-11-30', 8, '2017-12'],
  ])('is due with %s', (_, birth, years, firstMonth) => {
    expect(residentPension.award({}, recordOf(birth, years), today, parameters)).toEqual(
      ok({
        scheme: '170',
        firstMonth,
        lastMonth: null,
        facts: { years, account: '9600.00' },
      }),
    );
  });

  it.each([
    ['2017-11', '1957-11-30', 15, '2017-12 起才可领取'],
    ['2018-01', '1957-11-30', 7, '还差 1 年'],
    ['2025-01', '1964-12-31', 14, '还差 1 年'],
  ])('is refused from %s, born on %s with %i years: %s', (firstMonth, birth, years, why) => {
    const asked = { firstMonth: month(firstMonth) };
    const awarded = residentPension.award(asked, recordOf(birth, years), today, parameters);
    expect(!awarded.ok && 'detail' in awarded.refusal && awarded.refusal.detail.zh).toContain(why);
  });

  it.each([
    ['1957-11-30', '2017-12'],
    ['1957-12-01', '2018-01'],
    ['1956-02-29', '2016-03'],
  ])('begins for someone born on %s in %s, the month after the birthday', (birth, expected) => {
    expect(earliestPensionMonth(date(birth), date('2017-11-16'), parameters)).toEqual(ok(expected));
  });
});

describe('the money of a month', () => {
  const pension = { amount: yuan('319.06'), accountPart: yuan('69.06') };

  it.each([
    ['9600.00', '69.06', '250.00', '9530.94'],
    ['69.06', '69.06', '250.00', '0.00'],
    ['50.00', '50.00', '269.06', '0.00'],
    ['0.00', '0.00', '319.06', '0.00'],
  ])(
    'with %s on the account takes %s from it and %s from the pool',
    (balance, fromAccount, fromPool, after) => {
      const split = splitMonth(pension, yuan(balance));
      expect([split.amount, split.fromAccount, split.fromPool, split.accountAfter].map(formatYuan)).toEqual([
        '319.06',
        fromAccount,
        fromPool,
        after,
      ]);
    },
  );

  it('goes on in full when the account is used up, and takes from it exactly what was there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000_000 }),
        fc.integer({ min: 0, max: 60 }),
        (opening, extraMonths) => {
          const granted = residentPensionParts(fen(opening), null, today, parameters);
          let balance = fen(opening);
          let [taken, paid] = [0n, 0n];
          const amount = granted.ok ? granted.value.amount : zeroFen;
          // 0.005 of rounding a month can leave at most 139 half fen for later months.
          for (let count = 0; count < 139 + 70 + extraMonths; count += 1) {
            const split = splitMonth(granted.ok ? granted.value : pension, balance);
            [taken, paid, balance] = [taken + split.fromAccount, paid + split.amount, split.accountAfter];
            expect(split.fromAccount + split.fromPool).toBe(amount);
          }
          expect(paid).toBe(amount * BigInt(139 + 70 + extraMonths));
          expect(opening < 70 ? true : taken === BigInt(opening)).toBe(true);
          expect(balance).toBe(BigInt(opening) - taken);
        },
      ),
      { numRuns: 30 },
    );
  });
});
