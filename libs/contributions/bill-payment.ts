/** How money is spread over the bills of a unit: first what is owed, the oldest first, then the late fees, and what is over. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { add, type Fen, smaller, subtract, zeroFen } from '#libs/money/fen.js';
import type { MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { lateFee } from './arrears.js';

export type OwedBill = {
  readonly id: string;
  readonly dueOn: PlainDate;
  /** Not paid yet and not written off. */
  readonly open: Fen;
  /** Late fee of what was paid late before, neither paid nor waived. */
  readonly feeOwed: Fen;
};

export type BillPayment = {
  readonly bill: string;
  readonly amount: Fen;
  /** Late fee that arose with this payment. */
  readonly feeFixed: Fen;
  /** Late fee that was paid with it. */
  readonly feePaid: Fen;
};

export type Spread = { readonly payments: readonly BillPayment[]; readonly rest: Fen };

/** The late fee of an amount that is paid, or would be, on a day; none up to the last day. */
export const feeOn = (
  parameters: Parameters,
  amount: Fen,
  dueOn: PlainDate,
  on: PlainDate,
): Result<Fen, MissingParameter> => {
  if (amount === zeroFen || on <= dueOn) return ok(zeroFen);
  const fee = lateFee({ amount, lastDay: dueOn, paid: on, parameters });
  if (fee.ok) return ok(fee.value.fee);
  if (fee.refusal.reason !== 'parameter-missing') throw new Error(fee.refusal.reason);
  return { ok: false, refusal: fee.refusal };
};

/**
 * Spreads money that came on a day. What is owed goes before the fees, because the months of people hang on it; each part bears the fee of
 * the days until it is paid (社会保险法 第八十六条). Refused when a rate is missing.
 */
export const spreadOverBills = (
  parameters: Parameters,
  money: Fen,
  receivedOn: PlainDate,
  bills: readonly OwedBill[],
): Result<Spread, MissingParameter> => {
  let rest = money;
  const parts: { bill: OwedBill; amount: Fen; feeFixed: Fen }[] = [];
  for (const bill of bills) {
    const amount = smaller(rest, bill.open);
    const fee = feeOn(parameters, amount, bill.dueOn, receivedOn);
    if (!fee.ok) return fee;
    rest = subtract(rest, amount);
    parts.push({ bill, amount, feeFixed: fee.value });
  }
  const payments: BillPayment[] = [];
  for (const { bill, amount, feeFixed } of parts) {
    const feePaid = smaller(rest, add(bill.feeOwed, feeFixed));
    rest = subtract(rest, feePaid);
    if (amount > zeroFen || feePaid > zeroFen) payments.push({ bill: bill.id, amount, feeFixed, feePaid });
  }
  return ok({ payments, rest });
};
