/** The personal account of a pension: what is credited, and the yearly interest by month products (月积数法). */
import { type PlainMonth, yearOf } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { add, type Fen, fen, formatYuan, subtract, sum, zeroFen } from '#libs/money/fen.js';
import { formatPercent, type Rate } from '#libs/money/rate.js';
import { timesFraction, timesRate, timesRateAndFraction } from '#libs/money/rounding.js';
import { explain, type Explanation, type ExplanationStep } from '#libs/policy/explanation.js';
import type { Found } from '#libs/policy/look-up.js';

import type { PensionTier } from './resident-pension.js';

/** Of a whole amount that somebody owes, what of it is their account's: of a flexible worker's 20 % the 8 (国发〔2005〕38号 三、六). */
export type AccountShare = { readonly of: Fen; readonly toAccount: Fen };

/** What a payment, or a part of it, brings to the account; null: all of it. */
export const accountPartOf = (amount: Fen, share: AccountShare | null): Fen =>
  share === null ? amount : timesFraction(amount, share.toAccount, share.of);

/** What a payment adds: what of it is the account's, and all that the government adds. Parts of nothing are left out. */
export const creditsOf = (
  option: { readonly accountPart: Fen } & Pick<PensionTier, 'governmentPart' | 'subsidy'>,
): readonly { readonly kind: 'personal' | 'subsidy'; readonly amount: Fen }[] =>
  [
    { kind: 'personal', amount: option.accountPart } as const,
    { kind: 'subsidy', amount: add(option.governmentPart, option.subsidy) } as const,
  ].filter(({ amount }) => amount > 0n);

/** The balance of signed entries (credits positive, benefits negative). */
export const balanceOf = (entries: Iterable<{ readonly amount: Fen }>): Fen =>
  sum(Array.from(entries, ({ amount }) => amount));

/** An amount credited or paid in a month; above zero. */
export type MonthAmount = { readonly month: PlainMonth; readonly amount: Fen };

export type AccountYear = {
  readonly interestOnOpening: Fen;
  /** On the year's credits. */
  readonly interestOnCredits: Fen;
  /** Lost on what was paid out before the year's end. */
  readonly interestForgone: Fen;
  readonly interest: Fen;
  readonly closing: Fen;
  readonly explanation: Explanation;
};

/** Why a year cannot be closed; the first that applies, in this order. */
export type AccountYearRefusal =
  | 'amount-not-positive'
  | 'month-outside-year'
  | 'rate-not-announced'
  | 'overdrawn';

/** Month n counts for the 13 − n months from its first day to the year's end. */
const monthsLeft = (month: PlainMonth): bigint => 13n - BigInt(month.slice(5, 7));

/** Σ amount × months left: the year's month product, in fen times months. */
const monthProduct = (amounts: readonly MonthAmount[]): bigint =>
  amounts.reduce((product, { month, amount }) => product + amount * monthsLeft(month), 0n);

/** The lowest balance after any month, credits of a month before its payments. */
const lowestBalance = (
  opening: Fen,
  credits: readonly MonthAmount[],
  payments: readonly MonthAmount[],
): Fen => {
  const months = [...new Set([...credits, ...payments].map(({ month }) => month))];
  const upTo = (amounts: readonly MonthAmount[], last: PlainMonth) =>
    balanceOf(amounts.filter(({ month }) => month <= last));
  return months
    .map((month) => subtract(add(opening, upTo(credits, month)), upTo(payments, month)))
    .reduce((lowest, balance) => (balance < lowest ? balance : lowest), opening);
};

/**
 * Closes a year: `B = B0(1 + r) + Σc + Σ c(13 − n)·r/12 − Σp − Σ p(13 − n)·r/12`, n the month of the credit c or
 * payment p; the year's interest is rounded half-up to the fen once. Source: 劳办发〔1997〕116号.
 * The rate must be the year's own: last year's would be in force, but it is not this year's interest.
 */
export const closeAccountYear = ({
  year,
  opening,
  credits,
  payments,
  rate,
}: {
  readonly year: number;
  readonly opening: Fen;
  readonly credits: readonly MonthAmount[];
  readonly payments: readonly MonthAmount[];
  readonly rate: Found<Rate>;
}): Result<AccountYear, AccountYearRefusal> => {
  const amounts = [...credits, ...payments];
  if (amounts.some(({ amount }) => amount <= 0n)) return refuse('amount-not-positive');
  if (amounts.some(({ month }) => yearOf(month) !== year)) return refuse('month-outside-year');
  if (yearOf(rate.version.effectiveFrom) !== year) return refuse('rate-not-announced');
  if (lowestBalance(opening, credits, payments) < 0n) return refuse('overdrawn');

  const r = rate.value;
  const onProduct = (product: bigint): Fen => timesRateAndFraction(fen(product), r, 1n, 12n);
  const [creditProduct, paymentProduct] = [monthProduct(credits), monthProduct(payments)];
  const interest = onProduct(opening * 12n + creditProduct - paymentProduct);
  const interestOnOpening = timesRate(opening, r);
  // The year's interest is rounded, not its parts: the last part there is takes what the others leave of it.
  const interestOnCredits =
    paymentProduct === 0n && creditProduct !== 0n
      ? subtract(interest, interestOnOpening)
      : onProduct(creditProduct);
  const interestForgone =
    paymentProduct === 0n ? zeroFen : subtract(add(interestOnOpening, interestOnCredits), interest);
  const moved = subtract(balanceOf(credits), balanceOf(payments));
  const closing = sum([opening, moved, interest]);

  const { source, status } = rate.version;
  const step = (zh: string, en: string, expression: string, result: Fen): ExplanationStep => ({
    label: { zh, en },
    expression,
    result: formatYuan(result),
    basis: `劳办发〔1997〕116号 月积数法；${source}`,
    status,
  });
  const percent = formatPercent(r);
  const productStep = (zh: string, en: string, product: bigint, result: Fen): readonly ExplanationStep[] =>
    product === 0n ? [] : [step(zh, en, `${formatYuan(fen(product))} × ${percent} ÷ 12`, result)];
  const steps = [
    step(
      '年初余额利息',
      'Interest on the opening balance',
      `${formatYuan(opening)} × ${percent}`,
      interestOnOpening,
    ),
    ...productStep('本年记账额利息', "Interest on the year's credits", creditProduct, interestOnCredits),
    ...productStep('本年支付额少计利息', 'Interest forgone on payments', paymentProduct, interestForgone),
    step(
      '年末余额',
      'Closing balance',
      `${formatYuan(opening)} + ${formatYuan(moved)} + ${formatYuan(interest)}`,
      closing,
    ),
  ];
  return ok({
    interestOnOpening,
    interestOnCredits,
    interestForgone,
    interest,
    closing,
    explanation: explain(steps, [rate.version]),
  });
};
