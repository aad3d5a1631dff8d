/** Decides a batch's jobs one after another against its state: each is booked whole or refused, and leaves no half. */
import { randomUUID } from 'node:crypto';
import { ok, type Result } from '#libs/kernel/result.js';
import { hold } from '#libs/ledger/posting.js';
import { sum, zeroFen } from '#libs/money/fen.js';
import type { ReceiptIssuer } from '../receipts/receipt-document.js';
import type { BatchState, SessionRow, SettlementLine } from './batch-state.js';
import { bookPersonalAccounts, bookTransfers, type BookedSettlement } from './booking.js';
import { checkItems, checkSession } from './check-card-act.js';
import { decideConclusion } from './conclude.js';
import { finish, issueReceipt, newOperation, refuseAct, replay } from './records.js';
import type { Refusal } from './refusal.js';
import { byFund, changeHolds, mark } from './reservations.js';
import type { CardAct, Instruction, Job, Operation, Outcome, TillAct } from './settlement.js';
import type { WriteSet } from './write-set.js';

const askBank = (
  state: BatchState,
  writes: WriteSet,
  act: CardAct,
  session: SessionRow,
  lines: readonly SettlementLine[],
  booked: BookedSettlement,
): Result<{ readonly operation: Operation; readonly instruction: Instruction }, Refusal> => {
  if (act.kind === 'collection') {
    const held = changeHolds(state, writes, lines, hold);
    if (!held.ok) return held;
  }
  if (session.bankAccount === null) throw new Error('no bank account after the check for one');
  const total = sum(lines.map(({ amount }) => amount));
  const operation: Operation = { ...newOperation(state, act, total), state: 'running' };
  const instruction: Instruction = {
    reference: booked.id,
    settlementId: booked.id,
    direction: act.kind === 'payment' ? 'debit' : 'credit',
    account: session.bankAccount,
    amount: total,
    funds: byFund(lines),
  };
  writes.instructions.push(instruction);
  mark(state, writes, act.kind, lines, 'in-payment', booked.id);
  return ok({ operation, instruction });
};

const decideCardAct = (state: BatchState, writes: WriteSet, issuer: ReceiptIssuer, act: CardAct): Outcome => {
  const known = state.operations.get(act.key);
  if (known !== undefined) return replay(known, act);
  const asked = sum(act.items.map(({ amount }) => amount));
  const session = checkSession(state, act);
  if (!session.ok) return refuseAct(state, writes, act, asked, session.refusal);
  const lines = checkItems(state, act, session.value.personId);
  if (!lines.ok) return refuseAct(state, writes, act, asked, lines.refusal);

  const { terminal, staff, kind, channel } = act;
  const booked: BookedSettlement = {
    id: randomUUID(),
    kind,
    channel,
    clerk: staff.number,
    personId: session.value.personId,
    lines: lines.value,
    fromHold: false,
  };
  const settlement = {
    id: booked.id,
    operationKey: act.key,
    kind,
    channel,
    personId: session.value.personId,
    cardSessionId: act.cardSessionId,
    terminalId: terminal.id,
    staffNumber: staff.number,
    total: asked,
    businessDate: state.today,
    lines: lines.value,
  };

  if (channel === 'bank') {
    const waiting = askBank(state, writes, act, session.value, lines.value, booked);
    if (!waiting.ok) return refuseAct(state, writes, act, asked, waiting.refusal);
    const { operation, instruction } = waiting.value;
    writes.settlements.push({ ...settlement, state: 'in-payment' });
    writes.newOperations.push(operation);
    finish(state, writes, operation, booked, act.cardSessionId);
    return { settled: true, operation, replayed: false, instruction };
  }

  const transfers = bookTransfers(state, writes, booked);
  if (!transfers.ok) return refuseAct(state, writes, act, asked, { code: transfers.refusal });
  bookPersonalAccounts(state, writes, booked);
  mark(state, writes, kind, lines.value, 'paid', booked.id);
  const receiptNumber = issueReceipt(state, writes, issuer, {
    booked,
    terminalId: terminal.id,
    terminalName: terminal.name,
    staffName: staff.name,
    session: session.value,
    bankReference: null,
  });
  const operation: Operation = {
    ...newOperation(state, act, asked),
    state: 'succeeded',
    receiptNumber,
    finishedAt: state.now,
  };
  writes.settlements.push({ ...settlement, state: 'settled' });
  writes.newOperations.push(operation);
  finish(state, writes, operation, booked, act.cardSessionId);
  return { settled: true, operation, replayed: false, instruction: null };
};

const decideTillAct = (state: BatchState, writes: WriteSet, issuer: ReceiptIssuer, act: TillAct): Outcome => {
  const known = state.operations.get(act.key);
  if (known !== undefined) return replay(known, act);
  const { terminal, staff, kind, channel, scheme, amount } = act;
  if (amount <= zeroFen) return refuseAct(state, writes, act, amount, { code: 'amount-differs' });
  const line: SettlementLine = {
    scheme,
    period: state.today,
    subjectId: null,
    amount,
    subsidy: zeroFen,
    accountPart: zeroFen,
    creditsPersonalAccount: false,
  };
  const booked: BookedSettlement = {
    id: randomUUID(),
    kind,
    channel,
    clerk: staff.number,
    personId: null,
    lines: [line],
    fromHold: false,
  };
  const transfers = bookTransfers(state, writes, booked);
  if (!transfers.ok) return refuseAct(state, writes, act, amount, { code: transfers.refusal });
  const receiptNumber = issueReceipt(state, writes, issuer, {
    booked,
    terminalId: terminal.id,
    terminalName: terminal.name,
    staffName: staff.name,
    session: null,
    bankReference: null,
  });
  const operation: Operation = {
    ...newOperation(state, act, amount),
    state: 'succeeded',
    receiptNumber,
    finishedAt: state.now,
  };
  writes.settlements.push({
    id: booked.id,
    operationKey: act.key,
    kind,
    channel,
    personId: null,
    cardSessionId: null,
    terminalId: terminal.id,
    staffNumber: staff.number,
    total: amount,
    businessDate: state.today,
    state: 'settled',
    lines: [line],
  });
  writes.newOperations.push(operation);
  finish(state, writes, operation, booked, null);
  return { settled: true, operation, replayed: false, instruction: null };
};

/** Decides one job; changes `state` and `writes` only as far as the job goes through. */
export const decide = (state: BatchState, writes: WriteSet, issuer: ReceiptIssuer, job: Job): Outcome => {
  switch (job.kind) {
    case 'payment':
    case 'collection':
      return decideCardAct(state, writes, issuer, job);
    case 'till-draw':
    case 'till-deposit':
      return decideTillAct(state, writes, issuer, job);
    case 'conclusion':
      return decideConclusion(state, writes, issuer, job);
  }
};
