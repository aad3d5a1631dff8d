/** What an act takes for itself while it lasts: its dues or entitlements, and the money the bank is to pay out. */
import { ok, type Result } from '#libs/kernel/result.js';
import { hold, release } from '#libs/ledger/posting.js';
import { sum, type Fen } from '#libs/money/fen.js';
import { accountKey } from '../../funds/ledger/ledger.store.js';
import type { GroupState, ActLine } from './group-state.js';
import { no, type Refusal } from './refusal.js';
import type { WriteSet } from './write-set.js';

export const mark = (
  state: GroupState,
  writes: WriteSet,
  kind: string,
  lines: readonly ActLine[],
  to: 'open' | 'in-payment' | 'paid',
  settledBy: string | null,
): void => {
  for (const { subjectId, amount } of lines) {
    const due = kind === 'payment' ? state.dues.get(subjectId ?? '') : undefined;
    if (due !== undefined) {
      state.dues.set(due.id, { ...due, state: to });
      // A tier chosen in vain is open to choice again.
      writes.dues.set(due.id, {
        state: to,
        amount: due.tiers.size > 0 ? (to === 'paid' ? amount : null) : due.amount,
        settledBy,
      });
    }
    const entitlement = kind === 'collection' ? state.entitlements.get(subjectId ?? '') : undefined;
    if (entitlement !== undefined) {
      state.entitlements.set(entitlement.id, { ...entitlement, state: to });
      writes.entitlements.set(entitlement.id, { state: to, settledBy });
    }
  }
};

/** Amount of each fund, in the order the funds first appear. */
export const byFund = (
  lines: readonly ActLine[],
): readonly { readonly scheme: string; readonly amount: Fen }[] =>
  [...new Set(lines.map(({ scheme }) => scheme))].map((scheme) => ({
    scheme,
    amount: sum(lines.filter((line) => line.scheme === scheme).map(({ amount }) => amount)),
  }));

/** Holds or gives up what the bank is to pay out of each fund's account. */
export const changeHolds = (
  state: GroupState,
  writes: WriteSet,
  lines: readonly ActLine[],
  change: typeof hold | typeof release,
  from: 'expenditure' | 'income' = 'expenditure',
): Result<null, Refusal> => {
  let balances: ReadonlyMap<string, Parameters<typeof state.balances.set>[1]> = state.balances;
  for (const { scheme, amount } of byFund(lines)) {
    const id = state.accountIds.get(accountKey(scheme, from));
    if (id === undefined) throw new Error(`${from} account of ${scheme} was not loaded`);
    const changed = change(balances, id, amount);
    if (!changed.ok) {
      if (changed.refusal !== 'short') throw new Error(`hold refused: ${changed.refusal}`);
      return no('fund-short');
    }
    balances = changed.value;
    writes.touchedAccounts.add(id);
  }
  for (const [id, balance] of balances) state.balances.set(id, balance);
  return ok(null);
};
