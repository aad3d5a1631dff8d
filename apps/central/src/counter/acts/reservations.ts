/** What an act takes for itself while it lasts: its dues or entitlements, and the money the bank is to pay out. */
import { ok, type Result } from '#libs/kernel/result.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { hold, release } from '#libs/ledger/posting.js';
import { add, negate, sum, zeroFen, type Fen } from '#libs/money/fen.js';
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

/** Takes what lines give back of benefits that were paid in error, or opens it again; in the act's name, whose lines or undoing it is. */
export const recover = (
  state: GroupState,
  writes: WriteSet,
  operationKey: string,
  lines: readonly ActLine[],
  way: 'take' | 'open-again',
): void => {
  for (const { recovery, subjectId, period, amount: given } of lines) {
    if (recovery === null || subjectId === null) continue;
    const amount = way === 'take' ? given : negate(given);
    writes.recoveryParts.push({ recoveryId: subjectId, operationKey, amount });
    const of = state.recoveries.get(recovery.claimId);
    if (of === undefined) throw new Error(`recovery ${recovery.number} was not loaded`);
    const before = of.open.find(({ id }) => id === subjectId)?.amount;
    const month = {
      id: subjectId,
      period: period as PlainMonth,
      amount: add(before ?? zeroFen, negate(amount)),
      earlierYear: recovery.earlierYear,
    };
    const others = of.open.filter(({ id }) => id !== subjectId);
    const open = [...others, ...(month.amount > zeroFen ? [month] : [])].toSorted((one, other) =>
      `${one.period} ${one.id}` < `${other.period} ${other.id}` ? -1 : 1,
    );
    state.recoveries.set(recovery.claimId, { ...of, open });
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
