/** Promises of what is paid after a death by work: which grants go together, and how a family's shares change as its children grow up. */
import { describe, expect, it } from '@jest/globals';
import { countedMonths } from '#libs/contributions/moved-months.js';
import { date, month, monthsBetween } from '#libs/kernel/plain-date.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { readParameters, type ParameterRow } from '#libs/policy/parameters.js';
import { injuryDeathGrants, injuryDependantsMonthly } from './410-after-death.js';
import { survivors } from './110-survivors.js';
import type { Asked, BenefitKind, Facts, InsuranceRecord } from './kind.js';

const row = (key: string, kind: string, value: string, effectiveFrom = '2004-01-01'): ParameterRow => ({
  id: `${key}@${effectiveFrom}`,
  key,
  effectiveFrom,
  kind,
  value,
  source: `source of ${key}`,
  status: 'law',
});
const read = readParameters([
  row('wage.average', 'fen', '8816.00', '2025-01-01'),
  row('410.funeral-months', 'integer', '6'),
  row('410.death-grant', 'fen', '1036420.00', '2024-01-01'),
  row('410.death-grant', 'fen', '1083760.00', '2025-01-01'),
  row('410.dependant-rate.spouse', 'ppm', '400000'),
  row('410.dependant-rate.other', 'ppm', '300000'),
  row('410.dependant-rate.orphan-or-lone', 'ppm', '100000'),
  row('110.funeral-months', 'integer', '2'),
  row('110.survivors-months', 'table', '0.00,3.00;5.00,6.00;10.00,9.00'),
  row('110.survivors-years', 'integer', '15'),
  row('110.survivors-most-months', 'integer', '24'),
  row('110.survivors-least-months-drawn', 'integer', '9'),
]);
if (!read.ok) throw new Error(JSON.stringify(read.refusal));
const parameters = read.value;
const today = date('2026-11-24');

/** Somebody of a wage of 5000 yuan, insured from 2024 to 2025, dead since a day. */
const dead = (diedOn: string, drawn: Readonly<Record<string, Facts>> = {}): InsuranceRecord => ({
  birthDate: date('1980-05-05'),
  sex: 'male',
  diedOn: date(diedOn),
  counted: () =>
    countedMonths(
      new Map(monthsBetween(month('2024-01'), month('2025-12')).map((at) => [at, yuan('5000.00')])),
      [],
      [],
    ),
  account: () => yuan('0.00'),
  pensionSince: null,
  drawn: new Map(Object.entries(drawn)),
});

const awarded = (kind: BenefitKind, asked: Asked, record: InsuranceRecord) => {
  const award = kind.award(asked, record, today, parameters);
  if (!award.ok) return award.refusal;
  const { facts, firstMonth, lastMonth } = award.value;
  const amountIn = (at: string): string => {
    const due = kind.due(facts, { month: month(at), firstMonth }, parameters);
    return due.ok ? formatYuan(due.value.amount) : due.refusal.key;
  };
  return { facts, firstMonth, lastMonth, amountIn };
};
const injuredOn = date('2025-06-10');

const inYear = (died: string): string => {
  const grants = awarded(injuryDeathGrants, { injuredOn }, dead(died));
  return 'amountIn' in grants ? grants.amountIn('2026-11') : JSON.stringify(grants);
};

const family = (asked: Asked) =>
  awarded(injuryDependantsMonthly, { injuredOn, ...asked }, dead('2025-07-01'));

describe('a death by work', () => {
  it.each<[string, Readonly<Record<string, Facts>>, string]>([
    ['brings funeral and death grant', {}, '1136656.00'],
    ['brings the death grant alone where the pension paid the funeral', { survivors: {} }, '1083760.00'],
    ['brings the funeral alone after an allowance of grades 1 to 4', { 'injury-allowance': {} }, '52896.00'],
    ['brings both where the pension paid no funeral', { survivors: { funeral: false } }, '1136656.00'],
  ])('%s', (_, drawn, amount) => {
    const grants = awarded(injuryDeathGrants, { injuredOn }, dead('2025-07-01', drawn));
    if (!('amountIn' in grants)) throw new Error(JSON.stringify(grants));
    expect(grants.amountIn('2026-11')).toBe(amount);
  });

  it('is reckoned by the year it fell in, and not at all in a year whose income is not known', () => {
    expect(inYear('2025-12-31')).toBe('1136656.00');
    expect(inYear('2026-01-01')).toBe('410.death-grant');
  });

  it('brings nothing where both are paid elsewhere, or the injury came after', () => {
    const drawn = { survivors: {}, 'injury-allowance': {} };
    expect(awarded(injuryDeathGrants, { injuredOn }, dead('2025-07-01', drawn))).toMatchObject({
      reason: 'not-due',
    });
    expect(awarded(injuryDeathGrants, { injuredOn }, dead('2025-06-09'))).toMatchObject({
      detail: { zh: '受伤日期在死亡之后' },
    });
  });

  it('leaves the funeral out of the grants of the pension once it paid it', () => {
    const told = { yearlyIncome: yuan('48000.00') };
    const both = awarded(survivors, told, dead('2025-07-01'));
    const less = awarded(survivors, told, dead('2025-07-01', { 'injury-death': { funeral: true } }));
    if (!('amountIn' in both) || !('amountIn' in less)) throw new Error('not due');
    expect([both.amountIn('2026-11'), less.amountIn('2026-11')]).toEqual(['20000.00', '12000.00']);
    expect(both.facts).not.toHaveProperty('funeral');
  });
});

const due = (asked: Asked) => {
  const found = family(asked);
  if (!('amountIn' in found)) throw new Error(JSON.stringify(found));
  return found;
};

describe('the allowance of dependants', () => {
  it('begins after the month of the death, and shares anew as each child comes of age', () => {
    const shares = due({ spouse: true, childrenBornOn: '2010-01-20, 2007-09-30', elders: 1 });
    expect(shares).toMatchObject({ firstMonth: '2025-08', lastMonth: null });
    // 40 + 30 + 30 + 30 %: no more than the wage together.
    expect(['2025-08', '2025-09', '2025-10', '2028-01', '2028-02'].map(shares.amountIn)).toEqual([
      '5000.00',
      '5000.00',
      '5000.00',
      '5000.00',
      '3500.00',
    ]);
  });

  it('ends with the youngest child where nobody else is left', () => {
    const shares = due({ childrenBornOn: '2010-01-20,2015-03-31', orphans: true });
    expect(shares.lastMonth).toBe('2033-03');
    expect([shares.amountIn('2028-01'), shares.amountIn('2028-02')]).toEqual(['4000.00', '2000.00']);
  });

  it('brings a tenth more to elders who are alone', () => {
    expect(due({ elders: 2, loneElders: 1 }).amountIn('2026-01')).toBe('3500.00');
  });

  it.each<[Asked, string]>([
    [{}, '没有符合条件的供养亲属'],
    [{ childrenBornOn: '2005-01-01' }, '没有符合条件的供养亲属'],
    [{ childrenBornOn: '2015-02-30' }, '子女出生日期不正确'],
    [{ childrenBornOn: '2027-01-01' }, '子女出生日期不正确'],
    [{ spouse: true, orphans: true, childrenBornOn: '2015-01-01' }, '有配偶的子女不是孤儿'],
    [{ elders: 1, loneElders: 2 }, '孤寡老人多于老人人数'],
  ])('is refused for %j', (asked, zh) => {
    expect(family(asked)).toMatchObject({ reason: 'not-due', detail: { zh } });
  });
});
