/** Books the money of an act: transfers of each fund, entries of personal accounts, and its receipt. */
import { splitMonth } from '#libs/benefits/resident-pension.js';
import { creditsOf } from '#libs/contributions/personal-account.js';
import { feeBooks } from '#libs/contract/schemes.js';
import { accountTypes, type AccountTypeId } from '#libs/ledger/account-types.js';
import { flows, type FlowKind } from '#libs/ledger/flows.js';
import { available, postTogether, type Posting } from '#libs/ledger/posting.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { displayYuan } from '#libs/money/display.js';
import { add, negate, sum, zeroFen } from '#libs/money/fen.js';
import { accountKey } from '../../funds/ledger/ledger.store.js';
import type { ActLine, EnteredBefore, GroupState } from './group-state.js';
import type { MoneyActKind, Operation } from '../../records/operations/operation.js';
import type { Refusal } from './refusal.js';
import type { PersonalAccountEntry, WriteSet } from './write-set.js';

/** What an act undoes, as far as the way of the money goes; null: it undoes none. */
export type UndoneWay = {
  readonly kind: MoneyActKind;
  /** Whether it was booked in a year before. */
  readonly earlierYear: boolean;
};

/** When what a line gives back had been paid; null: it gives no benefit back. */
export type Recovered = 'this-year' | 'earlier-year' | null;

const recoveredBy = ({ recovery }: ActLine): Recovered => {
  if (recovery === null) return null;
  return recovery.earlierYear ? 'earlier-year' : 'this-year';
};

/** What was given back of a benefit, or is undone: by the year it had been paid in, and an undoing in a later year as an expense of that. */
const recoveryFlowOf = (
  kind: MoneyActKind,
  channel: Operation['channel'],
  recovered: Exclude<Recovered, null>,
  undone: UndoneWay | null,
): FlowKind => {
  const isEarlier = recovered === 'earlier-year';
  if (kind === 'payment') {
    if (channel === 'cash') return isEarlier ? 'earlier-recovery-cash' : 'recovery-cash';
    return isEarlier ? 'earlier-recovery' : 'recovery';
  }
  if (channel === 'cash') return isEarlier ? 'earlier-recovery-back-cash' : 'recovery-back-cash';
  if (undone?.earlierYear === true) return 'recovery-back-later-year';
  return isEarlier ? 'earlier-recovery-back' : 'recovery-back';
};

/** Which lawful flow an act's money takes in these books. */
const flowOf = (
  kind: MoneyActKind,
  channel: Operation['channel'],
  scheme: string,
  undone: UndoneWay | null,
  recovered: Recovered,
): FlowKind => {
  if (recovered !== null) return recoveryFlowOf(kind, channel, recovered, undone);
  if (scheme === feeBooks) return kind === 'till-draw' ? 'fee-draw' : 'fee-banking';
  switch (kind) {
    case 'reversal':
      return undone?.kind === 'collection' ? 'benefit-cash-reversal' : 'contribution-cash-reversal';
    case 'refund':
      if (channel === 'cash') return 'premium-refund-cash';
      return undone?.earlierYear === true ? 'premium-refund-earlier-year' : 'premium-refund';
    case 'payment':
      return channel === 'cash' ? 'contribution-cash' : 'contribution';
    case 'collection':
      return channel === 'cash' ? 'benefit-cash' : 'benefit';
    case 'till-draw':
      return 'imprest-draw';
    case 'till-deposit':
      return 'banking';
    case 'till-return':
      return 'imprest-return';
  }
};

const isTill = (type: AccountTypeId): boolean => accountTypes[type].perClerk;

/** The accounts a line's money moves between, by key; a till is the clerk's own. */
export const accountKeysOf = (
  kind: MoneyActKind,
  channel: Operation['channel'],
  scheme: string,
  clerk: string | null,
  undone: UndoneWay | null,
  recovered: Recovered = null,
): readonly [string, string] => {
  const { debit, credit } = flows[flowOf(kind, channel, scheme, undone, recovered)];
  const owner = (type: AccountTypeId): string => {
    if (!isTill(type)) return '';
    if (clerk === null) throw new Error(`${kind} by ${channel} moves a till, and has no clerk`);
    return clerk;
  };
  return [accountKey(scheme, debit, owner(debit)), accountKey(scheme, credit, owner(credit))];
};

export type BookedAct = {
  /** Key of its operation. */
  readonly key: string;
  readonly kind: MoneyActKind;
  readonly channel: Operation['channel'];
  /** Null: the holder's own act at a kiosk, which has no till. */
  readonly clerk: string | null;
  readonly personId: string | null;
  readonly lines: readonly ActLine[];
  readonly undone: UndoneWay | null;
  /** Whether the money was held when the bank was asked. */
  readonly fromHold: boolean;
};

const idOf = (state: GroupState, key: string): string => {
  const id = state.accountIds.get(key);
  if (id === undefined) throw new Error(`account ${key} was not loaded`);
  return id;
};

const nextVersion = (state: GroupState, accountId: string): bigint => {
  const version = (state.accountVersions.get(accountId) ?? 0n) + 1n;
  state.accountVersions.set(accountId, version);
  return version;
};

/** Where the money is not there, by the account it would come from. */
const shortOf = (
  state: GroupState,
  act: Pick<BookedAct, 'kind' | 'channel' | 'undone' | 'lines'>,
  account: string | null,
): Refusal => {
  const [line] = act.lines;
  const recovered = line === undefined ? null : recoveredBy(line);
  const flow = flowOf(act.kind, act.channel, line?.scheme ?? '', act.undone, recovered);
  const there = state.balances.get(account ?? '');
  const thereIs = displayYuan(there === undefined ? zeroFen : available(there));
  const detail = `现有 ${thereIs} / there is ${thereIs}`;
  switch (flow) {
    case 'benefit-cash':
      return { code: 'till-short', detail };
    case 'banking':
    case 'fee-banking':
      return { code: 'deposit-above-received', detail };
    case 'imprest-return':
      return { code: 'return-above-imprest', detail };
    case 'contribution-cash-reversal':
    case 'premium-refund-cash':
    case 'recovery-back-cash':
    case 'earlier-recovery-back-cash':
      return { code: 'cash-banked', detail };
    case 'fee-draw':
      return { code: 'fee-account-short', detail };
    default:
      return { code: 'fund-short' };
  }
};

/** Books all lines or none. Refused when the money is not there, with the sum that is. */
export const bookTransfers = (state: GroupState, writes: WriteSet, act: BookedAct): Result<null, Refusal> => {
  const { key, kind, channel, clerk, lines, fromHold, undone } = act;
  const postings = lines.map((line): Posting => {
    const recovered = recoveredBy(line);
    const [debit, credit] = accountKeysOf(kind, channel, line.scheme, clerk, undone, recovered);
    return {
      fund: line.scheme,
      kind: flowOf(kind, channel, line.scheme, undone, recovered),
      debit: idOf(state, debit),
      credit: idOf(state, credit),
      amount: line.amount,
      fromHold,
    };
  });
  const group = postTogether(state.balances, postings);
  if (!group.ok) {
    if (group.refusal.reason !== 'short') throw new Error(`posting refused: ${group.refusal.reason}`);
    return refuse(shortOf(state, act, group.refusal.account));
  }
  for (const [accountId, after] of group.value.changed) {
    state.balances.set(accountId, after);
    writes.touchedAccounts.add(accountId);
  }
  for (const { transfer, debitBalance, creditBalance } of group.value.posted) {
    writes.transfers.push({
      operationKey: key,
      scheme: transfer.fund,
      kind: transfer.kind,
      debitAccountId: transfer.debit.id,
      debitType: transfer.debit.type,
      debitVersion: nextVersion(state, transfer.debit.id),
      debitBalance,
      creditAccountId: transfer.credit.id,
      creditType: transfer.credit.type,
      creditVersion: nextVersion(state, transfer.credit.id),
      creditBalance,
      amount: transfer.amount,
    });
  }
  return ok(null);
};

const enter = (
  state: GroupState,
  writes: WriteSet,
  key: string,
  entry: Pick<PersonalAccountEntry, 'kind' | 'amount' | 'operationKey' | 'period'>,
): void => {
  const account = state.personalAccounts.get(key);
  if (account === undefined) throw new Error('personal account was not loaded');
  const after = {
    id: account.id,
    balance: add(account.balance, entry.amount),
    version: account.version + 1n,
  };
  state.personalAccounts.set(key, after);
  writes.personalAccountEntries.push({
    ...entry,
    accountId: account.id,
    version: after.version,
    balanceAfter: after.balance,
  });
};

/** Key of a personal account in the group's state. */
export const personalAccountKey = (personId: string, scheme: string): string => `${personId}/${scheme}`;

/** Credits what was paid and its subsidy, or draws the account part of a benefit while the account lasts. */
export const bookPersonalAccounts = (state: GroupState, writes: WriteSet, act: BookedAct): void => {
  const { key: operationKey, kind, personId, lines } = act;
  if (personId === null) return;
  for (const line of lines) {
    const { scheme, period, amount, accountPart, creditsPersonalAccount } = line;
    // What is paid for somebody else is credited to them, whoever pays.
    const account = personalAccountKey(line.paidFor?.personId ?? personId, scheme);
    if (kind === 'payment' && creditsPersonalAccount)
      for (const credit of creditsOf(line))
        enter(state, writes, account, { ...credit, operationKey, period });
    if (kind === 'collection') {
      const { fromAccount } = splitMonth(
        { amount, accountPart },
        state.personalAccounts.get(account)?.balance ?? zeroFen,
      );
      if (fromAccount > zeroFen)
        enter(state, writes, account, { kind: 'benefit', amount: negate(fromAccount), operationKey, period });
    }
  }
};

const accountOf = (entry: EnteredBefore): string => personalAccountKey(entry.personId, entry.scheme);

/** Enters the opposite of what was entered before, all or nothing; refused when a balance no longer bears it. Without `writes` it only looks. */
export const reverseEntries = (
  state: GroupState,
  writes: WriteSet | null,
  { key: operationKey, personId }: Pick<BookedAct, 'key' | 'personId'>,
  entries: readonly EnteredBefore[],
): Result<null, 'credit-used'> => {
  if (personId === null) return ok(null);
  for (const account of new Set(entries.map(accountOf))) {
    const change = sum(
      entries.filter((entry) => accountOf(entry) === account).map(({ amount }) => negate(amount)),
    );
    const balance = state.personalAccounts.get(account)?.balance ?? zeroFen;
    if (add(balance, change) < zeroFen) return refuse('credit-used');
  }
  if (writes === null) return ok(null);
  // What is given back first, so that no balance is below nothing in between.
  const rising = entries.toSorted((one, other) => (one.amount < other.amount ? -1 : 1));
  for (const entry of rising) {
    const { kind, amount, period } = entry;
    enter(state, writes, accountOf(entry), { kind, amount: negate(amount), operationKey, period });
  }
  return ok(null);
};
