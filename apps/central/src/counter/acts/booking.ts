/** Books the money of an act: transfers of each fund, entries of personal accounts, and its receipt. */
import { splitMonth } from '#libs/benefits/resident-pension.js';
import { creditsOf } from '#libs/contributions/personal-account.js';
import type { AccountTypeId } from '#libs/ledger/account-types.js';
import { flows, type FlowKind } from '#libs/ledger/flows.js';
import { available, postTogether, type Posting } from '#libs/ledger/posting.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { add, formatYuan, negate, zeroFen } from '#libs/money/fen.js';
import { accountKey } from '../../funds/ledger/ledger.store.js';
import { type GroupState, type ActLine } from './group-state.js';
import type { Channel, MoneyActKind } from '../../records/operations/operation.js';
import type { Refusal } from './refusal.js';
import type { PersonalAccountEntry, WriteSet } from './write-set.js';

/** Which lawful flow an act's money takes. */
const flowOf = (kind: MoneyActKind, channel: Channel): FlowKind => {
  switch (kind) {
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

const isTill = (type: AccountTypeId): boolean => type === 'till-received' || type === 'till-imprest';

/** The accounts a line's money moves between, by key; a till is the clerk's own. */
export const accountKeysOf = (
  kind: MoneyActKind,
  channel: Channel,
  scheme: string,
  clerk: string,
): readonly [string, string] => {
  const { debit, credit } = flows[flowOf(kind, channel)];
  return [
    accountKey(scheme, debit, isTill(debit) ? clerk : ''),
    accountKey(scheme, credit, isTill(credit) ? clerk : ''),
  ];
};

export type BookedAct = {
  /** Key of its operation. */
  readonly key: string;
  readonly kind: MoneyActKind;
  readonly channel: Channel;
  readonly clerk: string;
  readonly personId: string | null;
  readonly lines: readonly ActLine[];
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
  kind: MoneyActKind,
  channel: Channel,
  account: string | null,
): Refusal => {
  const flow = flowOf(kind, channel);
  const there = state.balances.get(account ?? '');
  const sum = formatYuan(there === undefined ? zeroFen : available(there));
  const detail = `现有 ${sum} 元 / there is ${sum} yuan`;
  switch (flow) {
    case 'benefit-cash':
      return { code: 'till-short', detail };
    case 'banking':
      return { code: 'deposit-above-received', detail };
    case 'imprest-return':
      return { code: 'return-above-imprest', detail };
    default:
      return { code: 'fund-short' };
  }
};

/** Books all lines or none. Refused when the money is not there, with the sum that is. */
export const bookTransfers = (state: GroupState, writes: WriteSet, act: BookedAct): Result<null, Refusal> => {
  const { key, kind, channel, clerk, lines, fromHold } = act;
  const postings = lines.map((line): Posting => {
    const [debit, credit] = accountKeysOf(kind, channel, line.scheme, clerk);
    return {
      fund: line.scheme,
      kind: flowOf(kind, channel),
      debit: idOf(state, debit),
      credit: idOf(state, credit),
      amount: line.amount,
      fromHold,
    };
  });
  const group = postTogether(state.balances, postings);
  if (!group.ok) {
    if (group.refusal.reason !== 'short') throw new Error(`posting refused: ${group.refusal.reason}`);
    return refuse(shortOf(state, kind, channel, group.refusal.account));
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
    const account = personalAccountKey(personId, scheme);
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
