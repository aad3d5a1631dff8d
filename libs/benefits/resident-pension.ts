/** The monthly resident pension (scheme 170): basic pension and the personal account's part. */
import { addMonths, month, type PlainDate, type PlainMonth, yearOf } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { type Fen, formatYuan, larger, smaller, subtract, sum, zeroFen } from '#libs/money/fen.js';
import { timesFraction } from '#libs/money/rounding.js';
import { explain, type Explanation, stepOf } from '#libs/policy/explanation.js';
import {
  amountOf,
  countOf,
  lookUpAll,
  lookUpRepeatedly,
  type MissingParameter,
} from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

/** The first month of a pension: the one after the birthday on which the age is reached (国发〔2014〕8号, paid from the next month). */
const monthAfterAge = (birthDate: PlainDate, age: number): PlainMonth =>
  addMonths(month(`${yearOf(birthDate) + age}-${birthDate.slice(5, 7)}`), 1);

/** The earliest first month for someone born on `birthDate`, by the pension age in force on `on`. */
export const earliestPensionMonth = (
  birthDate: PlainDate,
  on: PlainDate,
  parameters: Parameters,
): Result<PlainMonth, MissingParameter> => {
  const found = lookUpAll(parameters, on, { age: countOf('170.pension-age') });
  return found.ok ? ok(monthAfterAge(birthDate, found.value.age.value)) : found;
};

/** What a pension beginning now would be, whoever it is for. */
export type ResidentPensionParts = {
  readonly basicPart: Fen;
  readonly accountPart: Fen;
  /** For the years beyond the fewest. */
  readonly longPayment: Fen;
  readonly amount: Fen;
  readonly explanation: Explanation;
};

const inMonth = lookUpRepeatedly({
  basic: amountOf('170.basic-pension'),
  fewest: countOf('170.minimum-years'),
  long: amountOf('170.long-payment'),
});
const asItBegan = lookUpRepeatedly({ payoutMonths: countOf('170.payout-months') });

/**
 * The parts of a pension on a day, of so many paid years (null: no more than the fewest): the basic pension and what a further year brings by
 * what is in force then, the account's part by what was in force when it began, since it stays the same for life.
 */
export const residentPensionParts = (
  account: Fen,
  years: number | null,
  on: PlainDate,
  parameters: Parameters,
  since: PlainDate = on,
): Result<ResidentPensionParts, MissingParameter> => {
  const found = inMonth(parameters, on);
  if (!found.ok) return found;
  const { basic, fewest, long } = found.value;
  const begun = asItBegan(parameters, since);
  if (!begun.ok) return begun;
  const { payoutMonths } = begun.value;
  const accountPart = timesFraction(account, 1n, BigInt(payoutMonths.value));
  const beyond = Math.max((years ?? fewest.value) - fewest.value, 0);
  const longPayment = timesFraction(long.value, BigInt(beyond), 1n);
  const amount = sum([basic.value, accountPart, longPayment]);
  const steps = [
    stepOf({ zh: '基础养老金', en: 'Basic pension' }, on.slice(0, 7), formatYuan(basic.value), basic.version),
    stepOf(
      { zh: '个人账户养老金', en: 'Account part' },
      `${formatYuan(account)} ÷ ${payoutMonths.value}`,
      formatYuan(accountPart),
      payoutMonths.version,
    ),
    ...(beyond > 0
      ? [
          stepOf(
            { zh: '长缴增发', en: 'For further years' },
            `${beyond} × ${formatYuan(long.value)}`,
            formatYuan(longPayment),
            long.version,
            fewest.version,
          ),
        ]
      : []),
    stepOf(
      { zh: '月养老金', en: 'Monthly pension' },
      [basic.value, accountPart, ...(beyond > 0 ? [longPayment] : [])].map(formatYuan).join(' + '),
      formatYuan(amount),
      basic.version,
    ),
  ];
  const versions = [
    basic.version,
    payoutMonths.version,
    ...(beyond > 0 ? [fewest.version, long.version] : []),
  ];
  return ok({
    basicPart: basic.value,
    accountPart,
    longPayment,
    amount,
    explanation: explain(steps, versions),
  });
};

/** Where the money of one month comes from: the personal account while it lasts, the pool for the rest. */
export type MonthSplit = {
  readonly amount: Fen;
  /** To be debited from the personal account. */
  readonly fromAccount: Fen;
  readonly fromPool: Fen;
  readonly accountAfter: Fen;
};

/** Splits a month's pension; when the account is used up, the pension goes on in full from the pool. */
export const splitMonth = (
  pension: { readonly amount: Fen; readonly accountPart: Fen },
  accountBalance: Fen,
): MonthSplit => {
  const fromAccount = smaller(pension.accountPart, larger(accountBalance, zeroFen));
  return {
    amount: pension.amount,
    fromAccount,
    fromPool: subtract(pension.amount, fromAccount),
    accountAfter: subtract(accountBalance, fromAccount),
  };
};
