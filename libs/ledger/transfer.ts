/** A transfer: one amount from a credited account to a debited account of one fund, of a lawful kind, or a refusal. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import type { Fen } from '#libs/money/fen.js';

import type { AccountTypeId } from './account-types.js';
import { type FlowKind, flows, isFlowKind } from './flows.js';

/** An account in the books of one fund. */
export type LedgerAccount = {
  readonly id: string;
  /** The scheme whose books it is in, such as `170`. */
  readonly fund: string;
  readonly type: AccountTypeId;
};

/** What someone asks to be posted. */
export type RequestedTransfer = {
  readonly fund: string;
  readonly kind: string;
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  readonly amount: Fen;
};

/** A transfer that the law and the chart of accounts allow; whether the money is there is another question. */
export type Transfer = RequestedTransfer & { readonly kind: FlowKind };

/** Why a transfer is refused; the first that applies, in this order. */
export type TransferRefusal = 'amount-not-positive' | 'other-fund' | 'kind-unknown' | 'flow-unlawful';

/** Checks all that can be said of a transfer without looking at balances. */
export const checkTransfer = (requested: RequestedTransfer): Result<Transfer, TransferRefusal> => {
  const { fund, kind, debit, credit, amount } = requested;
  if (amount <= 0n) return refuse('amount-not-positive');
  if (debit.fund !== fund || credit.fund !== fund) return refuse('other-fund');
  if (!isFlowKind(kind)) return refuse('kind-unknown');
  if (flows[kind].debit !== debit.type || flows[kind].credit !== credit.type) return refuse('flow-unlawful');
  return ok({ ...requested, kind });
};
