/** What it takes to settle a bill on a day: what is open, and its late fee until then. */
import { feeOn } from '#libs/contributions/bill-payment.js';
import type { PayableBill } from '#libs/contributions/statement-matching.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { add } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Refused } from '../../ground/http/refused.js';
import type { HeldBill } from './bills.store.js';

/** Throws Refused `parameter-missing`. */
export const payable = (parameters: Parameters, on: PlainDate, bill: HeldBill): PayableBill => {
  const fee = feeOn(parameters, bill.open, bill.dueOn, on);
  if (!fee.ok) throw new Refused('parameter-missing', fee.refusal.key);
  return { ...bill, fee: add(bill.feeOwed, fee.value) };
};
