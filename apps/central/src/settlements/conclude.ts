/** Concludes a settlement once the bank has answered: booked, or everything it had taken given free again. */
import { release } from '#libs/ledger/posting.js';
import type { ReceiptIssuer } from '../receipts/receipt-document.js';
import type { BatchState, WaitingSettlement } from './batch-state.js';
import { bookPersonalAccounts, bookTransfers, type BookedSettlement } from './booking.js';
import { finish, issueReceipt } from './records.js';
import { changeHolds, mark } from './reservations.js';
import type { BankConclusion, Operation, Outcome } from './settlement.js';
import type { WriteSet } from './write-set.js';

const concludeRefused = (
  state: BatchState,
  writes: WriteSet,
  waiting: WaitingSettlement,
  reason: string,
): Operation => {
  if (waiting.kind === 'collection') {
    const released = changeHolds(state, writes, waiting.lines, release);
    if (!released.ok) throw new Error('a hold could not be given up');
  }
  mark(state, writes, waiting.kind, waiting.lines, 'open', null);
  writes.concluded.push({ id: waiting.id, state: 'refused', bankReference: null, refusal: reason });
  return {
    ...waiting.operation,
    state: 'refused',
    problemCode: 'bank-refused',
    problemDetail: reason,
    finishedAt: state.now,
  };
};

const concludeSucceeded = (
  state: BatchState,
  writes: WriteSet,
  issuer: ReceiptIssuer,
  waiting: WaitingSettlement,
  booked: BookedSettlement,
  bankReference: string,
): Operation => {
  const transfers = bookTransfers(state, writes, booked);
  if (!transfers.ok) throw new Error(`the bank has booked what the ledger refuses: ${transfers.refusal}`);
  bookPersonalAccounts(state, writes, booked);
  mark(state, writes, waiting.kind, waiting.lines, 'paid', waiting.id);
  const { operation, session, terminalName, staffName } = waiting;
  const receiptNumber = issueReceipt(state, writes, issuer, {
    booked,
    terminalId: operation.terminalId,
    terminalName,
    staffName,
    session,
    bankReference,
  });
  writes.concluded.push({ id: waiting.id, state: 'settled', bankReference, refusal: null });
  return { ...operation, state: 'succeeded', receiptNumber, finishedAt: state.now };
};

export const decideConclusion = (
  state: BatchState,
  writes: WriteSet,
  issuer: ReceiptIssuer,
  { settlementId, outcome }: BankConclusion,
): Outcome => {
  const waiting = state.waiting.get(settlementId);
  if (waiting === undefined) throw new Error(`no settlement ${settlementId}`);
  // Another process, or the resolver, was faster: its answer stands.
  if (waiting.state !== 'in-payment')
    return { settled: true, operation: waiting.operation, replayed: true, instruction: null };
  const booked: BookedSettlement = {
    id: waiting.id,
    kind: waiting.kind,
    channel: waiting.channel,
    clerk: waiting.operation.staffNumber ?? '',
    personId: waiting.session.personId,
    lines: waiting.lines,
    fromHold: waiting.kind === 'collection',
  };
  const operation = outcome.succeeded
    ? concludeSucceeded(state, writes, issuer, waiting, booked, outcome.bankReference)
    : concludeRefused(state, writes, waiting, outcome.reason);
  state.waiting.set(settlementId, {
    ...waiting,
    state: outcome.succeeded ? 'settled' : 'refused',
    operation,
  });
  writes.finishedOperations.push(operation);
  finish(state, writes, operation, booked, waiting.session.id);
  return { settled: true, operation, replayed: false, instruction: null };
};
