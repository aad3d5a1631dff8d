/**
 * Reckons each kind of estimate of benefits: out of what is asked and the parameters, into an answer; nothing is read or written.
 * All throw Refused `parameter-missing`, whose detail is key and day, or `estimate-impossible`, whose detail is the reason.
 */
import { adjust, adjustmentRuleOf, type AdjustmentRule } from '#libs/benefits/adjustment.js';
import { parseDecimal, tenThousand } from '#libs/benefits/decimals.js';
import { employeePension, type TransitionalFormula } from '#libs/benefits/employee-pension.js';
import { maternityAllowance, maternityDays, maternityStep } from '#libs/benefits/maternity.js';
import { formatTenths, payoutMonths, type PayoutMonths } from '#libs/benefits/payout-months.js';
import { residentPensionParts } from '#libs/benefits/resident-pension.js';
import {
  type ElectiveRetirement,
  electiveOf,
  formatAge,
  retirementOf,
  retirementTypeOf,
} from '#libs/benefits/retirement.js';
import { survivorsGrant } from '#libs/benefits/survivors.js';
import { unemploymentBenefit, unemploymentMonths } from '#libs/benefits/unemployment.js';
import {
  injuryAllowance,
  injuryCare,
  injuryDeath,
  injuryDependants,
  injuryLump,
} from '#libs/benefits/work-injury.js';
import { date, month, monthOf } from '#libs/kernel/plain-date.js';
import { type Fen, formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { ppm } from '#libs/money/rate.js';
import { amountOf, lookUpAll, rateOf } from '#libs/policy/look-up.js';
import { Refused } from '../../ground/http/refused.js';
import { type WrittenRule, yearOfRule } from './adjustment-rule.js';
import type * as Dto from './benefit-estimates.dto.js';
import { needed, reckoned, type Rules, shown } from './reckoned.js';

/** Delingha's class of height and remoteness (国人部发〔2006〕61号). */
const ownAreaClass = 4;

/** Ten-thousandths of a number that was checked. */
const decimal = (text: string | number): bigint => parseDecimal(String(text)) ?? 0n;

/** Whole months of years with a part, to the nearest. */
const monthsOf = (years: string | number): number =>
  Number((decimal(years) * 12n * 2n + tenThousand) / (tenThousand * 2n));

const chosen = (of: ElectiveRetirement['late']): Dto.ElectiveDto => ({
  month: of.month,
  minimumMonths: of.minimumMonths,
  noticeBy: of.noticeBy,
});

export const retirementEstimate = (
  { sex, post, birthMonth }: Dto.RetirementRequestDto,
  { parameters }: Rules,
): Dto.RetirementAnswerDto => {
  const type = retirementTypeOf(sex, post);
  if (type === null) throw new Refused('estimate-impossible', 'post-cadre-or-worker');
  const retirement = reckoned(retirementOf(type, month(birthMonth), parameters));
  const elective = electiveOf(retirement, parameters);
  const choice =
    !elective.ok && elective.refusal.reason === 'before-elective-retirement' ? null : reckoned(elective);
  return {
    retireMonth: retirement.month,
    delayMonths: retirement.delayMonths,
    age: formatAge(retirement.ageMonths),
    minimumMonths: retirement.minimumMonths,
    firstPensionMonth: retirement.firstPensionMonth,
    ...(choice?.early == null ? {} : { earliest: chosen(choice.early) }),
    ...(choice === null ? {} : { latest: chosen(choice.late) }),
    explanation: shown(retirement.explanation),
  };
};

/** Another coefficient than the province's goes with the formula of those who use it: times the index itself. */
const transitionalOf = (
  percent: string | number | undefined,
  { parameters, today }: Rules,
): TransitionalFormula | undefined => {
  if (percent === undefined) return undefined;
  const coefficient = ppm(decimal(percent));
  const own = reckoned(lookUpAll(parameters, today, { rate: rateOf('110.transitional-rate') }));
  return { coefficient, by: coefficient === own.rate.value ? 'mean' : 'index' };
};

const payoutOf = (
  asked: Dto.EmployeePensionRequestDto,
  { parameters, today }: Rules,
): Pick<PayoutMonths, 'tenths'> & { readonly version?: PayoutMonths['version'] } => {
  const { payoutMonths: told, retireAgeMonths } = asked;
  if ((told === undefined) === (retireAgeMonths === undefined))
    throw new Refused('estimate-impossible', 'payoutMonths-or-retireAgeMonths');
  if (told === undefined)
    return reckoned(payoutMonths(needed(retireAgeMonths, 'retireAgeMonths'), today, parameters));
  const tenths = (decimal(told) * 10n) / tenThousand;
  if (tenths === 0n) throw new Refused('estimate-impossible', 'payoutMonths-zero');
  return { tenths };
};

export const employeePensionEstimate = (
  asked: Dto.EmployeePensionRequestDto,
  rules: Rules,
): Dto.EmployeePensionAnswerDto => {
  const [months, deemedMonths] = [monthsOf(asked.years), monthsOf(asked.deemedYears ?? 0)];
  if (deemedMonths > months) throw new Refused('estimate-impossible', 'deemedYears-beyond-years');
  const payout = payoutOf(asked, rules);
  const base =
    asked.averageWage === undefined
      ? reckoned(lookUpAll(rules.parameters, rules.today, { base: amountOf('110.pension-base') })).base.value
      : yuan(asked.averageWage);
  const { basicPart, accountPart, transitionalPart, amount, explanation } = reckoned(
    employeePension({
      base,
      index: decimal(asked.index),
      months,
      deemedMonths,
      account: yuan(asked.account),
      payout,
      transitional: transitionalOf(asked.transitionalPercent, rules),
      on: rules.today,
      parameters: rules.parameters,
    }),
  );
  return {
    basic: formatYuan(basicPart),
    accountPart: formatYuan(accountPart),
    transitional: formatYuan(transitionalPart),
    total: formatYuan(amount),
    averageWage: formatYuan(base),
    payoutMonths: formatTenths(payout.tenths),
    explanation: shown(explanation),
  };
};

export const residentPensionEstimate = (
  asked: Dto.ResidentPensionRequestDto,
  { parameters }: Rules,
): Dto.ResidentPensionAnswerDto => {
  const { basicPart, accountPart, longPayment, amount, explanation } = reckoned(
    residentPensionParts(yuan(asked.account), asked.years ?? null, date(asked.date), parameters),
  );
  return {
    basic: formatYuan(basicPart),
    accountPart: formatYuan(accountPart),
    longPayment: formatYuan(longPayment),
    total: formatYuan(amount),
    explanation: shown(explanation),
  };
};

const told = (averageWage: string | undefined): Fen | null =>
  averageWage === undefined ? null : yuan(averageWage);

export const injuryLumpEstimate = (
  { grade, wage, averageWage }: Dto.InjuryLumpRequestDto,
  { parameters, today }: Rules,
): Dto.InjuryLumpAnswerDto => {
  const { months, amount, explanation } = reckoned(
    injuryLump(grade, yuan(wage), told(averageWage), today, parameters),
  );
  return { months, amount: formatYuan(amount), explanation: shown(explanation) };
};

export const injuryAllowanceEstimate = (
  { grade, wage, averageWage }: Dto.InjuryLumpRequestDto,
  { parameters, today }: Rules,
): Dto.MonthlyAnswerDto => {
  const { amount, explanation } = reckoned(
    injuryAllowance(grade, yuan(wage), told(averageWage), today, parameters),
  );
  return { monthly: formatYuan(amount), explanation: shown(explanation) };
};

export const injuryCareEstimate = (
  { level, averageWage }: Dto.InjuryCareRequestDto,
  { parameters, today }: Rules,
): Dto.MonthlyAnswerDto => {
  const { amount, explanation } = reckoned(injuryCare(level, yuan(averageWage), today, parameters));
  return { monthly: formatYuan(amount), explanation: shown(explanation) };
};

export const injuryDeathEstimate = (
  { deathYear, averageWage }: Dto.InjuryDeathRequestDto,
  { parameters }: Rules,
): Dto.InjuryDeathAnswerDto => {
  const { funeral, oneOff, explanation } = reckoned(
    injuryDeath(date(`${deathYear}-12-31`), yuan(averageWage), parameters),
  );
  return { funeral: formatYuan(funeral), oneOff: formatYuan(oneOff), explanation: shown(explanation) };
};

export const injuryDependantsEstimate = (
  { wage, dependants }: Dto.InjuryDependantsRequestDto,
  { parameters, today }: Rules,
): Dto.InjuryDependantsAnswerDto => {
  const { shares, total, explanation } = reckoned(
    injuryDependants(yuan(wage), dependants, today, parameters),
  );
  return { shares: shares.map(formatYuan), total: formatYuan(total), explanation: shown(explanation) };
};

export const unemploymentEstimate = (
  { paidMonths, carriedMonths = 0, date: from }: Dto.UnemploymentRequestDto,
  { parameters }: Rules,
): Dto.UnemploymentAnswerDto => {
  const first = monthOf(date(from));
  const length = reckoned(unemploymentMonths(paidMonths, carriedMonths, first, parameters));
  const { months, monthly, total, explanation } = reckoned(unemploymentBenefit(length, first, parameters));
  return {
    months,
    monthly: formatYuan(monthly),
    total: formatYuan(total),
    explanation: shown(explanation),
  };
};

export const maternityEstimate = (
  asked: Dto.MaternityRequestDto,
  { parameters, today }: Rules,
): Dto.MaternityAnswerDto => {
  const { days: counted, difficult, children, miscarriageMonths } = asked;
  const isBirth = difficult !== undefined || children !== undefined;
  const ways = [counted !== undefined, isBirth, miscarriageMonths !== undefined].filter(Boolean).length;
  if (ways > 1) throw new Refused('estimate-impossible', 'days-or-birth-or-miscarriageMonths');
  const of =
    miscarriageMonths === undefined
      ? { difficult: difficult ?? false, children: children ?? 1 }
      : { miscarriageMonths };
  const leave = counted === undefined ? reckoned(maternityDays(of, today, parameters)) : null;
  const days = leave?.days ?? needed(counted, 'days');
  const wage = yuan(asked.unitMonthlyWage);
  const { steps, parameterVersions } = leave?.explanation ?? { steps: [], parameterVersions: [] };
  return {
    days,
    amount: formatYuan(maternityAllowance(wage, days)),
    explanation: shown({ steps: [...steps, maternityStep(wage, days)], parameterVersions }),
  };
};

export const survivorsEstimate = (
  { yearlyIncome, paidYears, drawnYears }: Dto.SurvivorsRequestDto,
  { parameters, today }: Rules,
): Dto.SurvivorsAnswerDto => {
  const { funeral, months, grant, total, explanation } = reckoned(
    survivorsGrant({
      yearlyIncome: yuan(yearlyIncome),
      paidMonths: monthsOf(paidYears),
      drawnYears: drawnYears ?? null,
      on: today,
      parameters,
    }),
  );
  return {
    funeral: formatYuan(funeral),
    months,
    amount: formatYuan(grant),
    total: formatYuan(total),
    explanation: shown(explanation),
  };
};

const amount = (text: string | undefined): Fen => (text === undefined ? zeroFen : yuan(text));

/** A rule that was written out: what is left out is nothing. */
const writtenRule = (rule: WrittenRule): AdjustmentRule => ({
  fixed: amount(rule.fixed),
  flat: amount(rule.yearsFlat),
  flatYears: rule.flatYears ?? (rule.yearsFlat === undefined ? 0 : 15),
  step: amount(rule.perYear),
  percent: ppm(decimal(rule.percent ?? 0)),
  roundTo: 100n,
  percentLeast: amount(rule.percentLeast),
  area: amount(rule.area),
  ages: (rule.ages ?? [])
    .map(({ from, amount: more }) => ({ from, amount: yuan(more) }))
    .toSorted((one, other) => one.from - other.from),
  version: { id: 'asked', source: '所给调整办法', status: 'assumed' },
});

export const adjustmentEstimate = (
  { pension, years, age, rule, areaClass = ownAreaClass }: Dto.AdjustmentRequestDto,
  { parameters }: Rules,
): Dto.AdjustmentAnswerDto => {
  const year = yearOfRule(rule);
  const by =
    year === null
      ? writtenRule(rule as WrittenRule)
      : reckoned(adjustmentRuleOf(year, areaClass, parameters));
  const rise = adjust({ pension: yuan(pension), months: monthsOf(years), age }, by);
  const { steps, parameterVersions } = shown(rise.explanation);
  return {
    increase: formatYuan(rise.increase),
    parts: {
      fixed: formatYuan(rise.fixed),
      years: formatYuan(rise.years),
      percent: formatYuan(rise.percent),
      area: formatYuan(rise.area),
      age: formatYuan(rise.age),
    },
    explanation: { steps, parameterVersions: parameterVersions.filter((id) => id !== 'asked') },
  };
};
