/** Posts transfers to balances in memory, one atomic group after another: the rules behind postings that share a transaction. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { add, type Fen, subtract, zeroFen } from '#libs/money/fen.js';

import { accountTypes } from './account-types.js';
import { checkTransfer, type LedgerAccount, type Transfer, type TransferRefusal } from './transfer.js';

/** An account with what is on it. */
export type AccountBalance = {
  readonly account: LedgerAccount;
  /** Positive on the account's normal side. */
  readonly balance: Fen;
  /** Promised to postings under way; not available to others. */
  readonly held: Fen;
};

/** Balances by account id. */
export type Balances = ReadonlyMap<string, AccountBalance>;

/** A transfer to post, with its accounts by id. */
export type Posting = {
  readonly fund: string;
  readonly kind: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: Fen;
  /** Whether the money was held for this posting before, on the account that it comes from. */
  readonly fromHold?: boolean;
};

/** What is written: the transfer and both balances after it. */
export type PostedTransfer = {
  readonly transfer: Transfer;
  readonly debitBalance: Fen;
  readonly creditBalance: Fen;
};

/** Why a posting is refused; the first that applies, in this order. */
export type PostingRefusal = 'account-unknown' | TransferRefusal | 'hold-missing' | 'short';

/** Which posting of a group was refused, why, and on which account where money is missing. */
export type RefusedPosting = {
  readonly index: number;
  readonly reason: PostingRefusal;
  readonly account: string | null;
};

type Book = (id: string) => AccountBalance | undefined;

/** What may be taken: balance − held, never below zero. */
export const available = ({ balance, held }: AccountBalance): Fen =>
  balance > held ? subtract(balance, held) : zeroFen;

const isLimited = ({ account }: AccountBalance): boolean => !accountTypes[account.type].mayBeNegative;

/** The balance after one side of a transfer; a refusal when the side takes what is not available. */
const moved = (
  before: AccountBalance,
  side: 'debit' | 'credit',
  amount: Fen,
  fromHold: boolean,
): Result<AccountBalance, 'hold-missing' | 'short'> => {
  if (accountTypes[before.account.type].normalSide === side)
    return ok({ ...before, balance: add(before.balance, amount) });
  if (!isLimited(before)) return ok({ ...before, balance: subtract(before.balance, amount) });
  if (fromHold && before.held < amount) return refuse('hold-missing');
  const held = fromHold ? subtract(before.held, amount) : before.held;
  if (available({ ...before, held }) < amount) return refuse('short');
  return ok({ ...before, balance: subtract(before.balance, amount), held });
};

type Step = { readonly posted: PostedTransfer; readonly after: readonly [AccountBalance, AccountBalance] };

const postOne = (book: Book, posting: Posting, index: number): Result<Step, RefusedPosting> => {
  const no = (reason: PostingRefusal, account: string | null = null) => refuse({ index, reason, account });
  const debit = book(posting.debit);
  const credit = book(posting.credit);
  if (!debit || !credit) return no('account-unknown', debit ? posting.credit : posting.debit);
  const { fund, kind, amount, fromHold = false } = posting;
  const transfer = checkTransfer({ fund, kind, amount, debit: debit.account, credit: credit.account });
  if (!transfer.ok) return no(transfer.refusal);
  // From one clerk's till to another's, and never to itself.
  if (debit.account.id === credit.account.id) return no('flow-unlawful');
  const debitAfter = moved(debit, 'debit', amount, fromHold);
  if (!debitAfter.ok) return no(debitAfter.refusal, posting.debit);
  const creditAfter = moved(credit, 'credit', amount, fromHold);
  if (!creditAfter.ok) return no(creditAfter.refusal, posting.credit);
  return ok({
    posted: {
      transfer: transfer.value,
      debitBalance: debitAfter.value.balance,
      creditBalance: creditAfter.value.balance,
    },
    after: [debitAfter.value, creditAfter.value],
  });
};

/** What one group did: its rows, and only the balances it changed. */
export type PostedGroup = {
  readonly posted: readonly PostedTransfer[];
  readonly changed: Balances;
};

/** Posts a group in order, all of it or none: a refusal says which posting failed and changes nothing. */
export const postTogether = (
  balances: Balances,
  group: readonly Posting[],
): Result<PostedGroup, RefusedPosting> => {
  const changed = new Map<string, AccountBalance>();
  const posted: PostedTransfer[] = [];
  for (const [index, posting] of group.entries()) {
    const step = postOne((id) => changed.get(id) ?? balances.get(id), posting, index);
    if (!step.ok) return step;
    for (const after of step.value.after) changed.set(after.account.id, after);
    posted.push(step.value.posted);
  }
  return ok({ posted, changed });
};

/** Why a hold is refused; the first that applies, in this order. */
export type HoldRefusal = 'account-unknown' | 'amount-not-positive' | 'short';

/** Holds an amount for a posting whose outcome is not known yet, so that nothing else can take it. */
export const hold = (balances: Balances, id: string, amount: Fen): Result<Balances, HoldRefusal> => {
  const before = balances.get(id);
  if (!before) return refuse('account-unknown');
  if (amount <= 0n) return refuse('amount-not-positive');
  if (available(before) < amount) return refuse('short');
  return ok(new Map(balances).set(id, { ...before, held: add(before.held, amount) }));
};

/** Why a release is refused; the first that applies, in this order. */
export type ReleaseRefusal = 'account-unknown' | 'amount-not-positive' | 'hold-missing';

/** Gives up a hold whose posting will not come. */
export const release = (balances: Balances, id: string, amount: Fen): Result<Balances, ReleaseRefusal> => {
  const before = balances.get(id);
  if (!before) return refuse('account-unknown');
  if (amount <= 0n) return refuse('amount-not-positive');
  if (before.held < amount) return refuse('hold-missing');
  return ok(new Map(balances).set(id, { ...before, held: subtract(before.held, amount) }));
};
