/**
 * Reckons each kind of estimate of contributions: out of what is asked and the parameters, into an answer; nothing is read or written.
 * All throw Refused `parameter-missing`, whose detail is key and day, or `estimate-impossible`, whose detail is the reason.
 */
import {
  assessEmployment,
  employmentSchemes,
  type EmploymentSchemeCode,
} from '#libs/contributions/employment.js';
import { assessFlexible } from '#libs/contributions/flexible.js';
import { lateFee, undeclaredAmount } from '#libs/contributions/arrears.js';
import { closeAccountYear, type MonthAmount } from '#libs/contributions/personal-account.js';
import { assessProjectInjury } from '#libs/contributions/project-injury.js';
import { assessResidentMedical } from '#libs/contributions/resident-medical.js';
import { residentPensionTier } from '#libs/contributions/resident-pension.js';
import {
  doubleReceipt,
  isTemporaryAccount,
  moveBetweenPlaces,
  moveBetweenSchemes,
  overlapOf,
  placeOfReceipt,
} from '#libs/contributions/transfers.js';
import { addDays, date, month, type PlainDate, yearOf } from '#libs/kernel/plain-date.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { ppm } from '#libs/money/rate.js';
import { Refused } from '../../ground/http/refused.js';
import type * as Dto from './contribution-estimates.dto.js';
import { needed, reckoned, type Rules, shown } from './reckoned.js';

const isEmployment = (scheme: string): scheme is EmploymentSchemeCode =>
  Object.hasOwn(employmentSchemes, scheme);

const flexible = (tierPercent: number, on: PlainDate, { parameters }: Rules): Dto.ContributionAnswerDto => {
  const { base, person, toAccount, explain } = reckoned(assessFlexible({ tierPercent, on, parameters }));
  return {
    base: formatYuan(base),
    person: formatYuan(person),
    toAccount: formatYuan(toAccount),
    explanation: shown(explain()),
  };
};

const employment = (
  scheme: EmploymentSchemeCode,
  asked: Dto.ContributionRequestDto,
  { parameters }: Rules,
): Dto.ContributionAnswerDto => {
  const { base, unit, person, explain } = reckoned(
    assessEmployment({
      scheme,
      earned:
        asked.base === undefined ? { wage: yuan(needed(asked.wage, 'wage')) } : { base: yuan(asked.base) },
      on: date(asked.date),
      industryClass: asked.industryClass,
      floating: asked.floating === undefined ? undefined : String(asked.floating),
      size: asked.unitSize,
      parameters,
    }),
  );
  return {
    base: formatYuan(base),
    unit: formatYuan(unit),
    person: formatYuan(person),
    explanation: shown(explain()),
  };
};

const residentMedical = (
  { category = 'ordinary', birthDate, date: on }: Dto.ContributionRequestDto,
  { parameters }: Rules,
): Dto.ContributionAnswerDto => {
  const born = category === 'low-income' ? needed(birthDate, 'birthDate') : (birthDate ?? on);
  const { amount, publicSubsidy, explain } = reckoned(
    assessResidentMedical({
      person: { birthDate: date(born), category },
      year: yearOf(date(on)),
      parameters,
    }),
  );
  return {
    person: formatYuan(amount),
    subsidy: formatYuan(publicSubsidy),
    explanation: shown(explain()),
  };
};

const undeclared = (
  lastMonthAmount: string,
  on: PlainDate,
  { parameters }: Rules,
): Dto.ContributionAnswerDto => {
  const { amount, explanation } = reckoned(undeclaredAmount(yuan(lastMonthAmount), on, parameters));
  return { amount: formatYuan(amount), explanation: shown(explanation) };
};

export const contributionEstimate = (
  asked: Dto.ContributionRequestDto,
  rules: Rules,
): Dto.ContributionAnswerDto => {
  const { scheme, tierPercent, lastMonthAmount, category = 'ordinary' } = asked;
  const on = date(asked.date);
  if (lastMonthAmount !== undefined) {
    if (!isEmployment(scheme)) throw new Refused('estimate-impossible', 'lastMonthAmount-of-units-only');
    return undeclared(lastMonthAmount, on, rules);
  }
  if (tierPercent !== undefined) {
    if (scheme !== '110') throw new Refused('estimate-impossible', 'tierPercent-of-110-only');
    return flexible(tierPercent, on, rules);
  }
  if (isEmployment(scheme)) return employment(scheme, asked, rules);
  if (scheme === '390') return residentMedical(asked, rules);
  const { amount, subsidy, explain } = reckoned(
    residentPensionTier({
      tier: yuan(needed(asked.tier, 'tier')),
      category,
      on,
      parameters: rules.parameters,
    }),
  );
  return { person: formatYuan(amount), subsidy: formatYuan(subsidy), explanation: shown(explain()) };
};

export const projectInjuryEstimate = (asked: Dto.ProjectInjuryRequestDto): Dto.AmountAnswerDto => {
  const { cost, ratePpm, tiers, totalDays, daysDone } = asked;
  if ((ratePpm === undefined) === (tiers === undefined))
    throw new Refused('estimate-impossible', 'ratePpm-or-tiers');
  if (daysDone !== undefined) needed(totalDays, 'totalDays');
  const { amount, explanation } = reckoned(
    assessProjectInjury({
      cost: yuan(cost),
      tiers: (tiers ?? [{ ratePpm: needed(ratePpm, 'ratePpm') }]).map((tier) => ({
        upTo: tier.upTo === undefined ? null : yuan(tier.upTo),
        rate: ppm(tier.ratePpm),
      })),
      days: totalDays === undefined ? null : { total: totalDays, done: daysDone ?? 0 },
    }),
  );
  return { amount: formatYuan(amount), explanation: shown(explanation) };
};

export const lateFeeEstimate = (
  asked: Dto.LateFeeRequestDto,
  { parameters, today }: Rules,
): Dto.LateFeeAnswerDto => {
  const { amount, days } = asked;
  const paid = days === undefined ? date(needed(asked.paid, 'days')) : today;
  const lastDay = days === undefined ? date(needed(asked.lastDay, 'lastDay')) : addDays(today, -days);
  const reached = reckoned(lateFee({ amount: yuan(amount), lastDay, paid, parameters }));
  return { days: reached.days, fee: formatYuan(reached.fee), explanation: shown(reached.explanation) };
};

const monthsOf = (year: number, amounts: readonly string[]): readonly MonthAmount[] =>
  amounts
    .map((amount, at) => ({
      month: month(`${year}-${String(at + 1).padStart(2, '0')}`),
      amount: yuan(amount),
    }))
    .filter(({ amount }) => amount > 0n);

export const accountInterestEstimate = (
  { opening, ratePercent, monthlyCredits, monthlyPayments = [] }: Dto.AccountInterestRequestDto,
  { today }: Rules,
): Dto.AccountInterestAnswerDto => {
  const year = yearOf(today);
  // The rate is handed in: it stands for the one that the bureau has announced, or will.
  const version = {
    id: 'asked',
    key: 'asked',
    effectiveFrom: date(`${year}-01-01`),
    kind: 'ppm',
    value: '',
    source: '所给记账利率',
    status: 'assumed',
  } as const;
  const rate = { value: ppm((yuan(ratePercent) as bigint) * 100n), version };
  const closed = reckoned(
    closeAccountYear({
      year,
      opening: yuan(opening),
      credits: monthsOf(year, monthlyCredits),
      payments: monthsOf(year, monthlyPayments),
      rate,
    }),
  );
  return {
    openingInterest: formatYuan(closed.interestOnOpening),
    creditInterest: formatYuan(closed.interestOnCredits),
    interestForgone: formatYuan(closed.interestForgone),
    interest: formatYuan(closed.interest),
    closing: formatYuan(closed.closing),
    explanation: { steps: [...closed.explanation.steps], parameterVersions: [] },
  };
};

export const transferEstimate = (
  asked: Dto.TransferRequestDto,
  { parameters, today }: Rules,
): Dto.TransferAnswerDto => {
  const { from, to } = asked;
  const account = yuan(asked.account);
  if (from === '110' && to === '110') {
    const bases = needed(asked.annualBases, 'annualBases').map(yuan);
    const moved = reckoned(moveBetweenPlaces(bases, account, today, parameters));
    return {
      poolPart: formatYuan(moved.poolPart),
      account: formatYuan(moved.account),
      total: formatYuan(moved.total),
      explanation: shown(moved.explanation),
    };
  }
  if (from === to) throw new Refused('estimate-impossible', 'account-alone-moves');
  const residentMonths = needed(asked.residentYears, 'residentYears') * 12;
  const employeeMonths = needed(asked.employeeMonths, 'employeeMonths');
  const moved = moveBetweenSchemes({
    to,
    account,
    monthsBefore: to === '110' ? employeeMonths : residentMonths,
    monthsOfOther: to === '110' ? residentMonths : employeeMonths,
  });
  return {
    accountMoved: formatYuan(moved.accountMoved),
    monthsAdded: moved.monthsAdded,
    ...(to === '110' ? { employeeMonths: moved.months } : { residentMonths: moved.months }),
    explanation: shown(moved.explanation),
  };
};

export const overlapEstimate = (asked: Dto.OverlapRequestDto): Dto.OverlapAnswerDto => {
  const { residentYear, firstMonth, lastMonth, tier, subsidy } = asked;
  const both = overlapOf({
    year: residentYear,
    first: month(firstMonth),
    last: month(lastMonth),
    tier: yuan(tier),
    subsidy: yuan(subsidy),
  });
  return {
    overlapMonths: both.months,
    refundToPerson: formatYuan(both.refundToPerson),
    subsidyReturned: formatYuan(both.subsidyReturned),
    explanation: shown(both.explanation),
  };
};

export const doubleReceiptEstimate = ({
  basicDrawn,
  ownPartLeft,
}: Dto.DoubleReceiptRequestDto): Dto.DoubleReceiptAnswerDto => {
  const taken = doubleReceipt(yuan(basicDrawn), yuan(ownPartLeft));
  return {
    offset: formatYuan(taken.offset),
    fromEmployeePension: formatYuan(taken.fromEmployeePension),
    backToPerson: formatYuan(taken.backToPerson),
    explanation: shown(taken.explanation),
  };
};

export const temporaryAccountEstimate = (
  asked: Dto.TemporaryAccountRequestDto,
  { parameters, today }: Rules,
): Dto.TemporaryAccountAnswerDto => {
  const { temporary, explanation } = reckoned(isTemporaryAccount(asked, today, parameters));
  return { temporary, explanation: shown(explanation) };
};

export const receiptPlaceEstimate = (
  { household, places }: Dto.ReceiptPlaceRequestDto,
  { parameters, today }: Rules,
): Dto.ReceiptPlaceAnswerDto => {
  // Somebody may have come back to a place: its months count together.
  const months = new Map<string, number>();
  for (const at of places) months.set(at.place, (months.get(at.place) ?? 0) + at.months);
  const order = places.map(({ place }) => place);
  const { place, explanation } = reckoned(placeOfReceipt({ household, months, order }, today, parameters));
  return { place, explanation: shown(explanation) };
};
