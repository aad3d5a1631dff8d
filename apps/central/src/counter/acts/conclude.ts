/** Concludes an act once the bank has answered: booked, or everything it had taken given free again. */
import { release } from '#libs/ledger/posting.js';
import type { ReceiptIssuer } from '../../records/receipts/receipt-document.js';
import type { GroupState, WaitingAct } from './group-state.js';
import { bookPersonalAccounts, bookTransfers, reverseEntries, type BookedAct } from './booking.js';
import { refundedFrom, wayBack } from './decide-undoing.js';
import { issueReceipt, record } from './records.js';
import { changeHolds, mark, recover } from './reservations.js';
import type { Operation } from '../../records/operations/operation.js';
import type { BankConclusion, Outcome } from './counter-act.js';
import type { WriteSet } from './write-set.js';

const concludeRefused = (
  state: GroupState,
  writes: WriteSet,
  { operation, lines, first, entries }: WaitingAct,
  reason: string,
): Operation => {
  if (operation.kind === 'collection') {
    const released = changeHolds(state, writes, lines, release);
    if (!released.ok) throw new Error('a hold could not be given up');
  }
  if (first !== null) {
    const way = wayBack(first, operation.businessDate);
    const released = changeHolds(state, writes, lines, release, refundedFrom(way));
    if (!released.ok) throw new Error('a hold could not be given up');
    // What was taken for the refund is put back.
    if (!reverseEntries(state, writes, operation, entries).ok)
      throw new Error('what was taken cannot be put back');
  } else {
    mark(state, writes, operation.kind, lines, 'open', null);
    recover(state, writes, operation.key, lines, 'open-again');
  }
  writes.concluded.push({
    operationKey: operation.key,
    outcome: 'refused',
    bankReference: null,
    refusal: reason,
  });
  return {
    ...operation,
    state: 'refused',
    problemCode: 'bank-refused',
    problemDetail: reason,
    finishedAt: state.now,
  };
};

const concludeSucceeded = (
  state: GroupState,
  writes: WriteSet,
  issuer: ReceiptIssuer,
  { operation, holder, lines, terminalName, staffName, first }: WaitingAct,
  bankReference: string,
): Operation => {
  const { key, kind, channel, staffNumber: clerk, personId } = operation;
  const booked: BookedAct = {
    key,
    kind,
    channel,
    clerk,
    personId,
    lines,
    undone: first === null ? null : wayBack(first, operation.businessDate),
    fromHold: kind !== 'payment',
  };
  const transfers = bookTransfers(state, writes, booked);
  if (!transfers.ok)
    throw new Error(`the bank has booked what the ledger refuses: ${transfers.refusal.code}`);
  if (first === null) {
    bookPersonalAccounts(state, writes, booked);
    mark(state, writes, kind, lines, 'paid', key);
  } else {
    mark(state, writes, first.kind, lines, 'open', null);
    recover(state, writes, key, lines, 'open-again');
  }
  const receiptNumber = issueReceipt(state, writes, issuer, {
    booked,
    terminalName,
    operator: clerk === null ? null : { number: clerk, name: staffName ?? clerk },
    holder,
    bankReference,
    consent: operation.debitConsent ?? null,
    first,
  });
  writes.concluded.push({ operationKey: key, outcome: 'succeeded', bankReference, refusal: null });
  return { ...operation, state: 'succeeded', receiptNumber, finishedAt: state.now };
};

/** Takes the bank's answer in. A second answer for the same act changes nothing. */
export const decideConclusion = (
  state: GroupState,
  writes: WriteSet,
  issuer: ReceiptIssuer,
  { key, outcome }: BankConclusion,
): Outcome => {
  const waiting = state.waiting.get(key);
  if (waiting === undefined) throw new Error(`no operation ${key} waits for the bank`);
  // Another process, or the resolver, was faster: its answer stands.
  if (waiting.operation.state === 'succeeded' || waiting.operation.state === 'refused')
    return { settled: true, operation: waiting.operation, replayed: true, instruction: null };
  const operation = outcome.succeeded
    ? concludeSucceeded(state, writes, issuer, waiting, outcome.bankReference)
    : concludeRefused(state, writes, waiting, outcome.reason);
  state.waiting.set(key, { ...waiting, operation });
  writes.finishedOperations.push(operation);
  record(state, writes, operation);
  return { settled: true, operation, replayed: false, instruction: null };
};
