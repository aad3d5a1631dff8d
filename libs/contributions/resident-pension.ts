/** What a resident may pay for the resident pension (scheme 170) in a year: tiers, subsidies and who pays which part. */
import { ageOn, date, type PlainDate, yearOf } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { add, compare, type Fen, formatYuan, subtract, yuan, zeroFen } from '#libs/money/fen.js';
import { formatPercent, ppm, type Rate } from '#libs/money/rate.js';
import { timesRate } from '#libs/money/rounding.js';
import { explain, type Explanation, type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import {
  countOf,
  type Found,
  lookUpAll,
  lookUpRepeatedly,
  type MissingParameter,
  rateOf,
  tableOf,
} from '#libs/policy/look-up.js';
import type { Parameters, ParameterVersion, Table } from '#libs/policy/parameters.js';

import type { Category, Contributor } from './category.js';

/** One tier to choose: `amount` is what the person pays, the government pays the rest of `tier`. */
export type PensionTier = {
  readonly tier: Fen;
  readonly amount: Fen;
  readonly governmentPart: Fen;
  /** Added by the government on top of the tier. */
  readonly subsidy: Fen;
  /** How it came about. */
  readonly explain: () => Explanation;
};

export type PensionDue = {
  readonly scheme: '170';
  /** The year, such as `2026`. */
  readonly period: string;
  readonly isBackPayment: boolean;
  /** What the government pays even if the person chooses nothing: the lowest tier, for those it helps. */
  readonly governmentPart: Fen;
  /** Tiers that leave something for the person to pay, rising. */
  readonly tiers: readonly PensionTier[];
  /** How it came about. */
  readonly explain: () => Explanation;
};

/** Why nothing is due; the first that applies, in this order. */
export type PensionDueRefusal =
  | MissingParameter
  | { readonly reason: 'year-to-come' | 'too-young' | 'pension-age-reached' };

/** The rule that back-payment earns no subsidy (国发〔2014〕8号, 补缴部分不享受政府补贴). */
const backPaymentRule = { source: '国发〔2014〕8号 补缴不享受缴费补贴', status: 'national' } as const;
const governmentPays = { zh: '政府代缴', en: 'Paid by the government' };

/** The subsidy of a tier: that of the highest listed tier not above it. */
const subsidyOf = (tier: Fen, table: Table): Fen => {
  const row = table.findLast(([from = '']) => compare(yuan(from), tier) <= 0);
  return row?.[1] === undefined ? zeroFen : yuan(row[1]);
};

type Rules = {
  readonly tiers: Found<Table>;
  readonly subsidies: Found<Table>;
  /** The share of the lowest tier that the government pays; null for those it does not help. */
  readonly share: Found<Rate> | null;
};

const governmentSteps = (share: Found<Rate> | null, lowest: Fen, part: Fen): readonly ExplanationStep[] =>
  share === null
    ? []
    : [
        stepOf(
          governmentPays,
          `${formatYuan(lowest)} × ${formatPercent(share.value)}`,
          formatYuan(part),
          share.version,
        ),
      ];

const tierOption = (
  tier: Fen,
  lowest: Fen,
  governmentPart: Fen,
  isBackPayment: boolean,
  rules: Rules,
): PensionTier => {
  const { tiers, subsidies, share } = rules;
  const amount = subtract(tier, governmentPart);
  const subsidy = isBackPayment ? zeroFen : subsidyOf(tier, subsidies.value);
  const subsidyBasis = isBackPayment ? backPaymentRule : subsidies.version;
  const explanation = (): Explanation => {
    const used = [
      tiers.version,
      ...(share ? [share.version] : []),
      ...(isBackPayment ? [] : [subsidies.version]),
    ];
    const steps = [
      stepOf({ zh: '缴费档次', en: 'Tier' }, formatYuan(tier), formatYuan(tier), tiers.version),
      ...governmentSteps(share, lowest, governmentPart),
      stepOf(
        { zh: '个人应缴', en: 'To be paid' },
        `${formatYuan(tier)} − ${formatYuan(governmentPart)}`,
        formatYuan(amount),
        tiers.version,
        ...(share ? [share.version] : []),
      ),
      stepOf(
        { zh: '政府补贴', en: 'Government subsidy' },
        formatYuan(subsidy),
        formatYuan(subsidy),
        subsidyBasis,
      ),
      stepOf(
        { zh: '计入个人账户', en: 'Into the personal account' },
        `${formatYuan(tier)} + ${formatYuan(subsidy)}`,
        formatYuan(add(tier, subsidy)),
        tiers.version,
        subsidyBasis,
      ),
    ];
    return explain(steps, used);
  };
  return {
    tier,
    amount,
    governmentPart,
    subsidy,
    explain: explanation,
  };
};

const tierTables = lookUpRepeatedly({
  tiers: tableOf('170.tiers'),
  subsidies: tableOf('170.subsidies'),
});

const agesOfDue = lookUpRepeatedly({
  from: countOf('170.minimum-age'),
  until: countOf('170.pension-age'),
});

const rulesOf = (
  parameters: Parameters,
  on: PlainDate,
  category: Category,
  isBackPayment: boolean,
): Result<Rules, MissingParameter> => {
  const tables = tierTables(parameters, on);
  if (!tables.ok) return tables;
  if (category === 'ordinary' || isBackPayment) return ok({ ...tables.value, share: null });
  const help = lookUpAll(parameters, on, { share: rateOf(`170.government-part.${category}`) });
  return help.ok ? ok({ ...tables.value, share: help.value.share }) : help;
};

/**
 * The tiers open to a person for a year, by the rules of that year's first day.
 *
 * A person owes for a year in which they are 16 by its end and not yet 60 when it begins. A year before that of `on` is
 * back-payment: no subsidy and no part of the government. `on` is the business date. Whether another pension scheme
 * covers the person, or the year is paid already, is for the caller to know.
 */
export const assessResidentPensionDue = ({
  person,
  year,
  on,
  parameters,
}: {
  readonly person: Contributor;
  readonly year: number;
  readonly on: PlainDate;
  readonly parameters: Parameters;
}): Result<PensionDue, PensionDueRefusal> => {
  if (year > yearOf(on)) return refuse({ reason: 'year-to-come' });
  const [firstDay, lastDay] = [date(`${year}-01-01`), date(`${year}-12-31`)];
  const ages = agesOfDue(parameters, firstDay);
  if (!ages.ok) return ages;
  const { from, until } = ages.value;
  const [ageAtEnd, ageAtStart] = [ageOn(person.birthDate, lastDay), ageOn(person.birthDate, firstDay)];
  if (ageAtEnd < from.value) return refuse({ reason: 'too-young' });
  if (ageAtStart >= until.value) return refuse({ reason: 'pension-age-reached' });

  const isBackPayment = year < yearOf(on);
  const rules = rulesOf(parameters, firstDay, person.category, isBackPayment);
  if (!rules.ok) return rules;
  const { tiers, subsidies, share } = rules.value;
  const amounts = tiers.value.map(([tier = '']) => yuan(tier));
  const lowest = amounts[0] ?? zeroFen;
  const governmentPart = timesRate(lowest, share?.value ?? ppm(0));
  const explanation = (): Explanation => {
    const steps = [
      stepOf(
        { zh: '参保年龄', en: 'Age' },
        `${ageAtEnd} ≥ ${from.value}，${ageAtStart} < ${until.value}`,
        '应缴',
        from.version,
        until.version,
      ),
      stepOf(
        { zh: '可选档次', en: 'Tiers' },
        amounts.map(formatYuan).join(' / '),
        `${amounts.length} 档`,
        tiers.version,
      ),
      isBackPayment
        ? stepOf({ zh: '政府补贴', en: 'Government subsidy' }, '补缴', formatYuan(zeroFen), backPaymentRule)
        : stepOf(
            { zh: '政府补贴', en: 'Government subsidy' },
            subsidies.value.map(([tier, subsidy]) => `${tier} → ${subsidy}`).join(' / '),
            '按所选档次',
            subsidies.version,
          ),
      ...governmentSteps(share, lowest, governmentPart),
    ];
    const used: readonly ParameterVersion[] = [
      from.version,
      until.version,
      tiers.version,
      ...(isBackPayment ? [] : [subsidies.version]),
      ...(share ? [share.version] : []),
    ];
    return explain(steps, used);
  };
  return ok({
    scheme: '170',
    period: String(year),
    isBackPayment,
    governmentPart,
    tiers: amounts
      .filter((tier) => tier > governmentPart)
      .map((tier) => tierOption(tier, lowest, governmentPart, isBackPayment, rules.value)),
    explain: explanation,
  });
};

/**
 * One tier as somebody of a category would pay it in the year of `on`, by the rules of that day: what is left to pay, what the government
 * adds. Refuses a tier that is not open. Whether they may pay at all is for {@link assessResidentPensionDue}.
 */
export const residentPensionTier = ({
  tier,
  category,
  on,
  parameters,
}: {
  readonly tier: Fen;
  readonly category: Category;
  readonly on: PlainDate;
  readonly parameters: Parameters;
}): Result<PensionTier, MissingParameter | { readonly reason: 'tier-unknown' }> => {
  const rules = rulesOf(parameters, on, category, false);
  if (!rules.ok) return rules;
  const { tiers, share } = rules.value;
  const amounts = tiers.value.map(([amount = '']) => yuan(amount));
  if (!amounts.includes(tier)) return refuse({ reason: 'tier-unknown' });
  const lowest = amounts[0] ?? zeroFen;
  const governmentPart = timesRate(lowest, share?.value ?? ppm(0));
  return ok(tierOption(tier, lowest, governmentPart, false, rules.value));
};
