/** What somebody's pension would come to by their own record: at each month they may retire in, or with each further year that they pay. */
import type { Category } from '#libs/contributions/category.js';
import { spansOf } from '#libs/contributions/moved-months.js';
import { residentPensionTier } from '#libs/contributions/resident-pension.js';
import {
  addMonths,
  firstDayOf,
  month,
  monthOf,
  monthsAround,
  monthsBetween,
  type PlainDate,
  type PlainMonth,
  yearOf,
} from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { add, type Fen, fen, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { timesRate } from '#libs/money/rounding.js';
import { lookUpAll, type MissingParameter, rateOf, tableOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { residentAgeAhead } from './age-ahead.js';
import type { InsuranceRecord } from './kinds/kind.js';
import { pensionFacts, reckonPension } from './kinds/pension-grounds.js';
import { residentPensionParts } from './resident-pension.js';
import { electiveOf, retirementOf, type RetirementType } from './retirement.js';

/** A pension that begins after `month`, the month of retirement; what comes until then is paid as it is today, without interest. */
export type OutlookPoint = {
  readonly month: PlainMonth;
  readonly ageMonths: number;
  /** To be paid from today on. */
  readonly furtherMonths: number;
  readonly paidMonths: number;
  /** Of the fewest there have to be: as long as some are, nothing is drawn. */
  readonly missingMonths: number;
  /** Where somebody comes to who changes nothing. */
  readonly isAsNow: boolean;
  readonly account: Fen;
  /** A month. */
  readonly amount: Fen;
};

/** One way to go on, by what was chosen: a post, or a tier. */
export type Outlook = {
  readonly type: RetirementType | 'resident';
  /** Of a resident; null: of an employee. */
  readonly tier: ResidentTier | null;
  readonly isAsNow: boolean;
  readonly points: readonly OutlookPoint[];
};

/** What a year of a tier costs, and what it brings to the account. */
type ResidentTier = { readonly tier: Fen; readonly amount: Fen; readonly toAccount: Fen };

/** Between the months of retirement that are shown. */
const stepMonths = 12;
/** Few enough bars for one screen. */
const stepYearsOf = (further: number): number => (further > 25 ? 10 : 5);

/** The record as it will be in a month for whoever pays on by `base`; null: nobody pays on. */
const payingOn = (
  record: InsuranceRecord,
  {
    today,
    base,
    toAccount,
  }: { readonly today: PlainDate; readonly base: Fen | null; readonly toAccount: Fen },
  until: PlainMonth,
): { readonly record: InsuranceRecord; readonly furtherMonths: number } => {
  const now = record.counted('110', addMonths(until, 1));
  const isPaid = new Set(now.months);
  const further =
    base === null || until < monthOf(today)
      ? []
      : monthsBetween(monthOf(today), until).filter((at) => !isPaid.has(at));
  const spans = spansOf(new Map(further.map((at) => [at, base ?? zeroFen])));
  return {
    furtherMonths: further.length,
    record: {
      ...record,
      counted: () => ({
        ...now,
        months: [...now.months, ...further].toSorted(),
        spans: [...now.spans, ...spans],
      }),
      account: () => add(record.account('110', addMonths(until, 1)), fen(toAccount * BigInt(further.length))),
    },
  };
};

/** The employee's pension (110) at the months of a year's distance that may be chosen. `base`: of a month that is paid from now on; null: none is. */
export const employeeOutlook = (
  record: InsuranceRecord,
  {
    type,
    base,
    today,
  }: { readonly type: RetirementType; readonly base: Fen | null; readonly today: PlainDate },
  parameters: Parameters,
): Result<Outlook, MissingParameter> => {
  const retirement = retirementOf(type, monthOf(record.birthDate), parameters);
  if (!retirement.ok) return retirement;
  const { month: statutory, minimumMonths } = retirement.value;
  const elective = electiveOf(retirement.value, parameters);
  if (!elective.ok && elective.refusal.reason === 'parameter-missing') return refuse(elective.refusal);
  const rate = lookUpAll(parameters, today, { person: rateOf('110.person-rate') });
  if (!rate.ok) return rate;
  const early = elective.ok ? elective.value.early : null;
  const latest = elective.ok ? elective.value.late.month : statutory;
  const toAccount = timesRate(base ?? zeroFen, rate.value.person.value);
  // Whoever is past a month cannot retire in it any more; of whoever is past the age, it is drawn from then.
  const shown = monthsAround(early?.month ?? statutory, statutory, latest, stepMonths).filter(
    (at) => at === statutory || at >= monthOf(today),
  );
  const points: OutlookPoint[] = [];
  for (const at of shown) {
    const then = payingOn(record, { today, base, toAccount }, at);
    const firstMonth = addMonths(at, 1);
    const facts = pensionFacts(
      then.record,
      { scheme: '110', firstMonth, retiring: at, deemedMonths: 0 },
      parameters,
    );
    if (!facts.ok) return facts;
    const pension = reckonPension(facts.value, firstMonth, parameters);
    if (!pension.ok) return pension;
    const paidMonths = then.record.counted('110').months.length;
    const least = at < statutory ? (early?.minimumMonths ?? minimumMonths) : minimumMonths;
    points.push({
      month: at,
      ageMonths: monthsBetween(monthOf(record.birthDate), at).length - 1,
      furtherMonths: then.furtherMonths,
      paidMonths,
      missingMonths: Math.max(least - paidMonths, 0),
      isAsNow: at === statutory,
      account: then.record.account('110', firstMonth),
      amount: pension.value.amount,
    });
  }
  return ok({ type, tier: null, isAsNow: true, points });
};

/** Each tier of today, as somebody of a category pays it. */
const tiersOf = (
  category: Category,
  today: PlainDate,
  parameters: Parameters,
): Result<readonly ResidentTier[], MissingParameter> => {
  const found = lookUpAll(parameters, today, { tiers: tableOf('170.tiers') });
  if (!found.ok) return found;
  const tiers: ResidentTier[] = [];
  for (const [text = ''] of found.value.tiers.value) {
    const tier = yuan(text);
    const option = residentPensionTier({ tier, category, on: today, parameters });
    if (!option.ok)
      // What the table lists is open.
      return option.refusal.reason === 'parameter-missing' ? refuse(option.refusal) : ok(tiers);
    const { amount, governmentPart, subsidy } = option.value;
    if (amount > zeroFen) tiers.push({ tier, amount, toAccount: sum([amount, governmentPart, subsidy]) });
  }
  return ok(tiers);
};

/**
 * The resident's pension (170) with each tier, by further years up to the age. `paidLast`: what they paid for a year last, whose tier they go on
 * with; else the lowest. `goesOn` false: they pay nothing now.
 */
export const residentOutlook = (
  record: InsuranceRecord,
  {
    category,
    paidLast,
    goesOn,
    today,
  }: {
    readonly category: Category;
    readonly paidLast: Fen | null;
    readonly goesOn: boolean;
    readonly today: PlainDate;
  },
  parameters: Parameters,
): Result<readonly Outlook[], MissingParameter> => {
  const age = residentAgeAhead(record.birthDate, { months: [], today }, 0, parameters);
  if (!age.ok) return age;
  const { month: at, firstPensionMonth, least } = age.value;
  const { months } = record.counted('170', firstPensionMonth);
  const tiers = tiersOf(category, today, parameters);
  if (!tiers.ok) return tiers;
  const paidYears = new Set(months.map(yearOf));
  // A year is owed by whoever is not of the age yet as it begins.
  const lastYear = yearOf(at) - (record.birthDate.endsWith('-01-01') ? 1 : 0);
  let further = 0;
  for (let year = yearOf(today); year <= lastYear; year += 1) if (!paidYears.has(year)) further += 1;
  const missingYears = Math.max(Math.ceil((least - months.length) / 12), 0);
  const years = new Set([0, further]);
  if (missingYears < further) years.add(missingYears);
  const step = stepYearsOf(further);
  for (let count = step; count < further; count += step) years.add(count);
  const asNow = goesOn ? further : 0;
  const own = tiers.value.find(({ amount }) => amount === paidLast) ?? tiers.value[0];
  const outlooks: Outlook[] = [];
  for (const tier of tiers.value) {
    const points: OutlookPoint[] = [];
    for (const count of [...years].toSorted((one, other) => one - other)) {
      const paidMonths = months.length + count * 12;
      const account = add(record.account('170', firstPensionMonth), fen(tier.toAccount * BigInt(count)));
      const parts = residentPensionParts(
        account,
        Math.floor(paidMonths / 12),
        firstDayOf(month(firstPensionMonth)),
        parameters,
      );
      if (!parts.ok) return parts;
      points.push({
        month: at,
        ageMonths: monthsBetween(monthOf(record.birthDate), at).length - 1,
        furtherMonths: count * 12,
        paidMonths,
        missingMonths: Math.max(least - paidMonths, 0),
        isAsNow: count === asNow,
        account,
        amount: parts.value.amount,
      });
    }
    outlooks.push({ type: 'resident', tier, isAsNow: tier === own, points });
  }
  return ok(outlooks);
};
