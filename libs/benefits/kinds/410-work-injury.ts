/** What work injury insurance (410) pays to the injured: the lump sum and the monthly allowance of a grade, and care. */
import { addMonths, date, firstDayOf, monthOf, type PlainDate, yearOf } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { type Fen, formatYuan, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { timesFraction } from '#libs/money/rounding.js';
import { amountOf, lookUpAll, type MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { type CareLevel, injuryAllowance, injuryCare, injuryLump } from '../work-injury.js';
import {
  type Asked,
  type BenefitKind,
  countFact,
  type Facts,
  type InsuranceRecord,
  type MonthDue,
  type NotDue,
  notDue,
  textFact,
  toTell,
} from './kind.js';

type Injury = { readonly injuredOn: PlainDate; readonly wage: Fen; readonly averageWage: Fen };

/**
 * The wage of an injury: the mean base of the twelve months before it, of those that were paid (工伤保险条例 第六十四条), and the average
 * wage it is held against.
 */
export const injuryOf = (
  { injuredOn }: Asked,
  record: InsuranceRecord,
  on: PlainDate,
  parameters: Parameters,
): Result<Injury, NotDue | MissingParameter> => {
  if (injuredOn === undefined) return toTell('受伤日期', 'the day of the injury');
  if (injuredOn > on) return notDue('受伤日期在今天之后', 'The day of the injury is to come');
  const [from, until] = [addMonths(monthOf(injuredOn), -12), addMonths(monthOf(injuredOn), -1)];
  const bases = [...record.counted('410').bases].flatMap(([month, base]) =>
    month >= from && month <= until ? [base] : [],
  );
  if (bases.length === 0)
    return notDue(
      '受伤前十二个月没有工伤保险缴费',
      'Nothing was paid in the twelve months before the injury',
    );
  const average = lookUpAll(parameters, injuredOn, { average: amountOf('wage.average') });
  if (!average.ok) return average;
  return ok({
    injuredOn,
    wage: timesFraction(sum(bases), 1n, BigInt(bases.length)),
    averageWage: average.value.average.value,
  });
};

const gradeOf = ({ grade }: Asked, most: number): Result<number, NotDue> => {
  if (grade === undefined) return toTell('伤残等级', 'the grade of disability');
  return grade > most
    ? notDue(`${grade} 级伤残没有此项待遇`, `There is no such benefit of grade ${grade}`)
    : ok(grade);
};

const kept = ({ injuredOn, wage, averageWage }: Injury, more: Facts): Facts => ({
  ...more,
  injuredOn,
  wage: formatYuan(wage),
  averageWage: formatYuan(averageWage),
});

type Amount = { readonly amount: Fen; readonly explanation: MonthDue['explanation'] };

/** The grade was checked when the benefit was awarded. */
const due = <No extends { readonly reason: string }>(
  reckoned: Result<Amount, MissingParameter | No>,
): Result<MonthDue, MissingParameter> => {
  if (reckoned.ok)
    return ok({
      amount: reckoned.value.amount,
      accountPart: zeroFen,
      explanation: reckoned.value.explanation,
    });
  const { refusal } = reckoned;
  if ('key' in refusal) return { ok: false, refusal };
  throw new TypeError(`a benefit of work injury with ${refusal.reason}`);
};

const shared = {
  scheme: '410',
  isPension: false,
  afterDeath: false,
  documents: [
    { code: 'injury-determination', need: 'always' },
    { code: 'capacity-finding', need: 'always' },
  ],
} as const;

/** 一次性伤残补助金: once, in the month after the grade was found. */
export const injuryLumpSum: BenefitKind = {
  ...shared,
  code: 'injury-lump',
  words: { zh: '一次性伤残补助金', en: 'lump sum for a disability' },
  basis: '工伤保险条例 第三十五至三十七条',
  pays: 'once',
  asksForLife: false,
  asks: ['injuredOn', 'grade'],
  award: (asked, record, on, parameters) => {
    const grade = gradeOf(asked, 10);
    if (!grade.ok) return grade;
    const injury = injuryOf(asked, record, on, parameters);
    if (!injury.ok) return injury;
    return ok({
      scheme: '410',
      firstMonth: monthOf(on),
      lastMonth: monthOf(on),
      facts: kept(injury.value, { grade: grade.value }),
    });
  },
  due: (facts, _of, parameters) =>
    due(
      injuryLump(
        countFact(facts, 'grade'),
        yuan(textFact(facts, 'wage')),
        yuan(textFact(facts, 'averageWage')),
        textFact(facts, 'injuredOn') as PlainDate,
        parameters,
      ),
    ),
};

/** 伤残津贴 of grades 1 to 4, which the fund pays; of 5 and 6 the employer pays it. */
export const injuryMonthly: BenefitKind = {
  ...shared,
  code: 'injury-allowance',
  rises: 'by-grade',
  words: { zh: '伤残津贴', en: 'disability allowance of work injury' },
  basis: '工伤保险条例 第三十五条',
  pays: 'monthly',
  asksForLife: true,
  asks: ['injuredOn', 'grade', 'firstMonth'],
  award: (asked, record, on, parameters) => {
    const grade = gradeOf(asked, 4);
    if (!grade.ok) return grade;
    const injury = injuryOf(asked, record, on, parameters);
    if (!injury.ok) return injury;
    const firstMonth = asked.firstMonth ?? addMonths(monthOf(on), 1);
    if (firstMonth <= monthOf(injury.value.injuredOn))
      return notDue('应自受伤次月以后起领', 'Begins after the month of the injury');
    const { workPension } = record;
    if (workPension !== undefined && workPension.since <= firstMonth)
      return notDue(
        `自 ${workPension.since} 起领取养老金，伤残津贴停发`,
        `A pension is drawn since ${workPension.since}: there is no allowance beside it`,
      );
    return ok({
      scheme: '410',
      firstMonth,
      lastMonth: workPension === undefined ? null : addMonths(workPension.since, -1),
      facts: kept(injury.value, { grade: grade.value }),
    });
  },
  due: (facts, _of, parameters) =>
    due(
      injuryAllowance(
        countFact(facts, 'grade'),
        yuan(textFact(facts, 'wage')),
        yuan(textFact(facts, 'averageWage')),
        textFact(facts, 'injuredOn') as PlainDate,
        parameters,
      ),
    ),
};

/** 生活护理费: each year by the average wage of two years before, which is what was in force at the end of the year before; no adjustment is needed. */
export const injuryCareMonthly: BenefitKind = {
  ...shared,
  code: 'injury-care',
  words: { zh: '生活护理费', en: 'care after a work injury' },
  basis: '工伤保险条例 第三十四条',
  pays: 'monthly',
  asksForLife: true,
  asks: ['careLevel', 'injuredOn', 'firstMonth'],
  award: (asked, record, on, parameters) => {
    const { careLevel, firstMonth = addMonths(monthOf(on), 1) } = asked;
    if (careLevel === undefined) return toTell('生活自理障碍程度', 'how much care is needed');
    const injury = injuryOf(asked, record, on, parameters);
    if (!injury.ok) return injury;
    if (firstMonth <= monthOf(injury.value.injuredOn))
      return notDue('应自受伤次月以后起领', 'Begins after the month of the injury');
    return ok({ scheme: '410', firstMonth, lastMonth: null, facts: kept(injury.value, { careLevel }) });
  },
  due: (facts, { month }, parameters) => {
    const on = firstDayOf(month);
    const before = date(`${yearOf(on) - 1}-12-31`);
    const found = lookUpAll(parameters, before, { average: amountOf('wage.average') });
    if (!found.ok) return found;
    return due(
      injuryCare(textFact(facts, 'careLevel') as CareLevel, found.value.average.value, on, parameters),
    );
  },
};
