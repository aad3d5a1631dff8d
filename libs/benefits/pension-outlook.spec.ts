/** Promises of a pension to come: what is told today is what is granted then, if all goes on as it does. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { countedMonths } from '#libs/contributions/moved-months.js';
import { addMonths, date, month, monthsBetween, type PlainMonth } from '#libs/kernel/plain-date.js';
import { add, type Fen, fen, formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { type ParameterRow, type Parameters, readParameters } from '#libs/policy/parameters.js';
import { employeePension } from './kinds/110-employee-pension.js';
import { residentPension } from './kinds/170-resident-pension.js';
import type { InsuranceRecord } from './kinds/kind.js';
import { employeeOutlook, type Outlook, residentOutlook } from './pension-outlook.js';

const rows: ParameterRow[] = JSON.parse(
  readFileSync(
    new URL('../../apps/central/src/register/policy/delingha-parameters.json', import.meta.url),
    'utf8',
  ),
);
const parametersOf = (of: readonly ParameterRow[]): Parameters => {
  const read = readParameters(of);
  if (!read.ok) throw new Error('parameters');
  return read.value;
};
const parameters = parametersOf(rows);
const today = date('2026-11-24');
const base = yuan('6000.00');

const valueOf = <T>(found: { ok: true; value: T } | { ok: false; refusal: unknown }): T => {
  if (!found.ok) throw new Error(JSON.stringify(found.refusal));
  return found.value;
};
/** Somebody who paid for these months, each of the same base, with a balance on the account. */
const recordOf = (
  birth: string,
  sex: 'male' | 'female',
  paid: readonly PlainMonth[],
  account: Fen,
): InsuranceRecord => ({
  birthDate: date(birth),
  sex,
  diedOn: null,
  counted: (scheme, before) =>
    countedMonths(
      new Map(
        paid
          // Residents pay for whole years.
          .filter((at) => before === undefined || (scheme === '170' ? `${at.slice(0, 4)}-01` : at) < before)
          .map((at) => [at, base]),
      ),
      [],
      [],
    ),
  account: () => account,
  pensionSince: null,
  drawn: new Map(),
});
const asNow = ({ points }: Outlook) => points.find(({ isAsNow }) => isAsNow);

describe('the pension of an employee', () => {
  const paid = monthsBetween(month('2015-01'), month('2026-10'));
  const record = recordOf('1972-05-10', 'male', paid, yuan('80000.00'));

  it('is told as it will be granted: each month until then paid as the last one', () => {
    const { points } = valueOf(employeeOutlook(record, { type: 'male', base, today }, parameters));
    expect(points.map(({ month: at }) => at)).toEqual([
      '2032-05',
      '2033-04',
      '2034-04',
      '2035-04',
      '2036-04',
      '2037-04',
    ]);
    for (const point of points) {
      const firstMonth = addMonths(point.month, 1);
      const further = monthsBetween(month('2026-11'), point.month);
      const then = recordOf(
        '1972-05-10',
        'male',
        [...paid, ...further],
        add(yuan('80000.00'), fen(48000n * BigInt(further.length))),
      );
      const award = valueOf(employeePension.award({ firstMonth }, then, today, parameters));
      const due = valueOf(employeePension.due(award.facts, { month: firstMonth, firstMonth }, parameters));
      expect(point).toMatchObject({
        furtherMonths: further.length,
        paidMonths: paid.length + further.length,
        missingMonths: 0,
        amount: due.amount,
      });
    }
  });

  it('is as it stands for whoever pays no more, and says how much is missing', () => {
    const short = recordOf('1972-05-10', 'male', paid.slice(-100), yuan('30000.00'));
    const outlook = valueOf(employeeOutlook(short, { type: 'male', base: null, today }, parameters));
    expect(asNow(outlook)).toMatchObject({
      furtherMonths: 0,
      paidMonths: 100,
      account: yuan('30000.00'),
    });
    expect(asNow(outlook)?.missingMonths).toBeGreaterThan(80);
  });

  it('has one month for whoever is past the age and every choice', () => {
    const old = recordOf('1960-01-10', 'male', paid, yuan('80000.00'));
    const { points } = valueOf(employeeOutlook(old, { type: 'male', base, today }, parameters));
    expect(points).toMatchObject([{ month: '2020-01', furtherMonths: 0, isAsNow: true }]);
  });

  it('is not told without a parameter', () => {
    const less = parametersOf(rows.filter(({ key }) => key !== '110.pension-base'));
    expect(employeeOutlook(record, { type: 'male', base, today }, less)).toMatchObject({
      ok: false,
      refusal: { reason: 'parameter-missing', key: '110.pension-base' },
    });
  });
});

describe('the pension of a resident', () => {
  const paid = monthsBetween(month('2017-01'), month('2025-12'));
  const record = recordOf('1985-05-18', 'female', paid, yuan('3000.00'));
  const asked = { category: 'ordinary', paidLast: yuan('300.00'), goesOn: true, today } as const;

  it('is told with each tier and each further year as it will be granted', () => {
    const outlooks = valueOf(residentOutlook(record, asked, parameters));
    expect(outlooks.length).toBeGreaterThan(5);
    const own = outlooks.find(({ isAsNow }) => isAsNow);
    expect(own?.tier?.amount).toBe(yuan('300.00'));
    // Nine years are paid; from this one to that of the sixtieth birthday there are twenty.
    expect(own?.points.map(({ furtherMonths }) => furtherMonths / 12)).toEqual([0, 5, 6, 10, 15, 20]);
    for (const { tier, points } of outlooks)
      for (const point of points) {
        const years = point.furtherMonths / 12;
        const account = add(yuan('3000.00'), fen((tier?.toAccount ?? zeroFen) * BigInt(years)));
        const then = recordOf(
          '1985-05-18',
          'female',
          [...paid, ...monthsBetween(month('2026-01'), month('2045-12')).slice(0, years * 12)],
          account,
        );
        const award = residentPension.award({}, then, today, parameters);
        expect(award.ok).toBe(point.missingMonths === 0);
        if (!award.ok) continue;
        const { facts, firstMonth } = award.value;
        const due = valueOf(residentPension.due(facts, { month: firstMonth, firstMonth }, parameters));
        expect([point.month, formatYuan(point.amount)]).toEqual(['2045-05', formatYuan(due.amount)]);
      }
  });

  it('comes to what is paid already for whoever is insured no more, and counts the year in which sixty is reached', () => {
    const gone = valueOf(residentOutlook(record, { ...asked, goesOn: false, paidLast: null }, parameters));
    expect(gone.filter(({ isAsNow }) => isAsNow)).toHaveLength(1);
    expect(gone.map((one) => asNow(one)?.furtherMonths)).toEqual(gone.map(() => 0));
    const yearsOf = (birth: string) =>
      valueOf(residentOutlook(recordOf(birth, 'male', paid, zeroFen), asked, parameters))[0]?.points.at(-1)
        ?.furtherMonths;
    expect([yearsOf('1967-01-01'), yearsOf('1967-01-02'), yearsOf('1960-03-01')]).toEqual([12, 24, 0]);
  });
});
