/** Promises of benefits: who gets a resident pension, how much, from which money and for which months. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { addMonths, date, month, monthsBetween } from '#libs/kernel/plain-date.js';
import { ok, refuse } from '#libs/kernel/result.js';
import { fen, formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { type ParameterRow, type Parameters, readParameters } from '#libs/policy/parameters.js';

import { payableMonths } from './payable-months.js';
import { assessResidentPension, earliestPensionMonth, splitMonth } from './resident-pension.js';

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
  row('170.basic-pension', 'fen', '150.00', '2012-01-01', 'local'),
  row('170.basic-pension', 'fen', '250.00', '2017-01-01', 'local'),
];
const parametersOf = (of: readonly ParameterRow[]): Parameters => {
  const read = readParameters(of);
  if (!read.ok) throw new Error(JSON.stringify(read.refusal));
  return read.value;
};
const parameters = parametersOf(rows);

const claim = {
  birthDate: date('1956-12-31'),
  contributedYears: 15,
  accountAtGrant: yuan('9600'),
  firstMonth: month('2017-01'),
  month: month('2017-11'),
  parameters,
};

describe('resident pension', () => {
  it('is 250 + 9600 ÷ 139 = 319.06 in the worked example, and explains it', () => {
    const pension = assessResidentPension(claim);
    expect(pension.ok && formatYuan(pension.value.amount)).toBe('319.06');
    expect(pension.ok && pension.value.explanation.parameterVersions).toEqual([
      '170.pension-age@2009-09-01',
      '170.minimum-years@2009-09-01',
      '170.basic-pension@2017-01-01',
      '170.payout-months@2009-09-01',
    ]);
    expect(
      pension.ok &&
        pension.value.explanation.steps.map(({ expression, result, status }) => [expression, result, status]),
    ).toEqual([
      ['2017-01 ≥ 2017-01，15 ≥ 15', '符合', 'national'],
      ['2017-11', '250.00', 'local'],
      ['9600.00 ÷ 139', '69.06', 'national'],
      ['250.00 + 69.06', '319.06', 'local'],
    ]);
  });

  it('pays each month the basic pension of that month, and the account part of the grant for life', () => {
    const old = { ...claim, birthDate: date('1950-03-10'), firstMonth: month('2012-01') };
    const amountOf = (of: string) => {
      const pension = assessResidentPension({ ...old, month: month(of) });
      return pension.ok && formatYuan(pension.value.amount);
    };
    expect(['2016-12', '2017-01', '2017-12'].map(amountOf)).toEqual(['219.06', '319.06', '319.06']);
  });

  it('is the basic pension alone where the account is empty', () => {
    const pension = assessResidentPension({ ...claim, accountAtGrant: zeroFen });
    expect(pension.ok && formatYuan(pension.value.amount)).toBe('250.00');
  });

  // Each row has all the faults of the rows below it.
  const faulty = { ...claim, firstMonth: month('2016-12'), month: month('2016-11'), contributedYears: 12 };
  it.each([
    [
      { reason: 'parameter-missing', key: '170.pension-age', on: '2016-12-01' },
      { ...faulty, parameters: parametersOf([]) },
    ],
    [
      { reason: 'parameter-missing', key: '170.basic-pension', on: '2011-11-01' },
      { ...faulty, month: month('2011-11') },
    ],
    [{ reason: 'not-started' }, faulty],
    [
      { reason: 'under-age', earliest: '2017-01' },
      { ...faulty, month: month('2016-12') },
    ],
    [
      { reason: 'years-short', missingYears: 3 },
      { ...faulty, firstMonth: month('2017-01'), month: month('2017-01') },
    ],
  ])('refuses with the first reason: %j', (reason, input) => {
    expect(assessResidentPension(input)).toEqual(refuse(reason));
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
          const granted = assessResidentPension({ ...claim, accountAtGrant: fen(opening) });
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

const months = (...texts: readonly string[]) => new Set(texts.map(month));

describe('payable months', () => {
  it.each([
    [
      'all from the first to the current',
      '2017-09',
      null,
      '2017-11',
      months(),
      ['2017-09', '2017-10', '2017-11'],
    ],
    [
      'those not paid, also in between',
      '2017-09',
      null,
      '2017-11',
      months('2017-10'),
      ['2017-09', '2017-11'],
    ],
    ['none beyond the last', '2017-09', '2017-10', '2017-11', months('2017-09'), ['2017-10']],
    ['none to come though the last is later', '2017-11', '2018-03', '2017-11', months(), ['2017-11']],
    ['none before the first', '2017-12', null, '2017-11', months(), []],
    ['over the turn of the year', '2016-12', null, '2017-01', months(), ['2016-12', '2017-01']],
    ['none when all are paid', '2017-11', null, '2017-11', months('2017-11'), []],
  ])('are %s', (_case, first, last, current, paid, expected) => {
    expect(
      payableMonths({
        firstMonth: month(first),
        lastMonth: last === null ? null : month(last),
        currentMonth: month(current),
        paid,
      }),
    ).toEqual(expected);
  });

  it('and paid ones together are every month once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.array(fc.integer({ min: 0, max: 40 })),
        (length, paidAt) => {
          const firstMonth = month('2015-06');
          const currentMonth = addMonths(firstMonth, length);
          const paid = new Set(paidAt.filter((at) => at <= length).map((at) => addMonths(firstMonth, at)));
          const open = payableMonths({ firstMonth, lastMonth: null, currentMonth, paid });
          expect([...open, ...paid].toSorted()).toEqual(monthsBetween(firstMonth, currentMonth));
        },
      ),
    );
  });
});
