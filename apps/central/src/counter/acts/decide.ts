/** Decides a group's jobs one after another against its state: each is booked whole or refused, and leaves no half. */
import { ok, type Result } from '#libs/kernel/result.js';
import { hold } from '#libs/ledger/posting.js';
import { sum, zeroFen, type Fen } from '#libs/money/fen.js';
import { staffNumberOf } from '../../ground/http/identity.js';
import type { ReceiptIssuer } from '../../records/receipts/receipt-document.js';
import type { GroupState, SessionRow, ActLine } from './group-state.js';
import { bookPersonalAccounts, bookTransfers, type BookedAct } from './booking.js';
import { checkItems, checkSession, holderOf } from './check-card-act.js';
import { limitPassed } from './limits.js';
import { decideConclusion } from './conclude.js';
import { decideUndoAct } from './decide-undoing.js';
import { issueReceipt, newOperation, record, refuseAct, replay } from './records.js';
import { no, type Refusal } from './refusal.js';
import { byFund, changeHolds, mark, recover } from './reservations.js';
import type { Instruction } from '../../funds/bank/instruction.js';
import type { Operation } from '../../records/operations/operation.js';
import { moveTill, shiftOf } from './shift-of.js';
import type { CardAct, Job, Outcome, TillAct } from './counter-act.js';
import type { WriteSet } from './write-set.js';

/** Whether an act may be done now, as far as the clerk's shift and the limits for cash go. */
const checkShift = (state: GroupState, act: CardAct | TillAct, total: Fen): Result<null, Refusal> => {
  // Who serves themselves has no shift.
  if (act.staff === null) return ok(null);
  const here = state.atWindow.get(act.key);
  if (here?.ended === true) return no('shift-ended');
  const passed = limitPassed(state, act, total);
  if (passed === null) return ok(null);
  const detail = `${passed.zh} / ${passed.en}`;
  const release = here?.release?.bodyDigest === act.bodyDigest ? here.release.state : null;
  if (release === 'approved') return ok(null);
  return release === null || release === 'waiting'
    ? no('cash-above-limit', detail)
    : no('cash-release-refused', detail);
};

/** A holder's account is debited only as they have agreed to it; a PIN says more than a signature that is still to come, and at a kiosk nobody is there to take one. */
const checkConsent = (
  state: GroupState,
  { kind, channel, consent, staff }: CardAct,
): Result<null, Refusal> => {
  if (kind !== 'payment' || channel !== 'bank') return ok(null);
  const asksPin = staff === null || state.limits?.debitConsent !== 'signature';
  const missing = consent === null || (asksPin && consent !== 'pin');
  return missing ? no('consent-missing') : ok(null);
};

type Settled = { readonly operation: Operation; readonly instruction: Instruction | null };

/** Takes what the act is about and writes the instruction before it leaves: its outcome is unknown from then on. */
const askBank = (
  state: GroupState,
  writes: WriteSet,
  operation: Operation,
  session: SessionRow,
  booked: BookedAct,
): Result<Settled, Refusal> => {
  const { key, kind, lines } = booked;
  if (kind === 'collection') {
    const held = changeHolds(state, writes, lines, hold);
    if (!held.ok) return held;
  }
  if (session.bankAccount === null) throw new Error('no bank account after the check for one');
  const instruction: Instruction = {
    operationKey: key,
    direction: kind === 'payment' ? 'debit' : 'credit',
    account: session.bankAccount,
    fundAccount: kind === 'payment' ? '1002' : '1004',
    amount: operation.total,
    funds: byFund(lines),
  };
  writes.instructions.push(instruction);
  mark(state, writes, kind, lines, 'in-payment', key);
  recover(state, writes, key, lines, 'take');
  return ok({ operation, instruction });
};

/** Books what needs no bank: money in the clerk's own hands. */
const settleInCash = (
  state: GroupState,
  writes: WriteSet,
  issuer: ReceiptIssuer,
  operation: Operation,
  act: CardAct | TillAct,
  session: SessionRow | null,
  booked: BookedAct,
): Result<Settled, Refusal> => {
  const transfers = bookTransfers(state, writes, booked);
  if (!transfers.ok) return transfers;
  bookPersonalAccounts(state, writes, booked);
  mark(state, writes, booked.kind, booked.lines, 'paid', booked.key);
  recover(state, writes, booked.key, booked.lines, 'take');
  const { terminal, staff } = act;
  const receiptNumber = issueReceipt(state, writes, issuer, {
    booked,
    terminalName: terminal.name,
    operator: staff,
    holder: session === null ? null : holderOf(session),
    bankReference: null,
    first: null,
  });
  return ok({
    operation: { ...operation, state: 'succeeded', receiptNumber, finishedAt: state.now },
    instruction: null,
  });
};

const accept = (
  state: GroupState,
  writes: WriteSet,
  act: CardAct | TillAct,
  booked: BookedAct,
  settled: Settled,
): Outcome => {
  const operation: Operation = { ...settled.operation, shiftId: shiftOf(state, writes, act) };
  moveTill(state, act, operation.total);
  writes.newOperations.push(operation);
  writes.lines.push({ operationKey: booked.key, lines: booked.lines });
  record(state, writes, operation);
  return { settled: true, operation, replayed: false, instruction: settled.instruction };
};

const decideCardAct = (state: GroupState, writes: WriteSet, issuer: ReceiptIssuer, act: CardAct): Outcome => {
  const known = state.operations.get(act.key);
  if (known !== undefined) return replay(known, act);
  const { key, kind, channel } = act;
  const asked = sum(act.items.map(({ amount }) => amount));
  const session = checkSession(state, act);
  if (!session.ok) return refuseAct(state, writes, act, asked, session.refusal);
  const { personId } = session.value;
  const lines = checkItems(state, act, session.value);
  if (!lines.ok) return refuseAct(state, writes, act, asked, lines.refusal);
  const consent = checkConsent(state, act);
  if (!consent.ok) return refuseAct(state, writes, act, asked, consent.refusal);
  const inShift = checkShift(state, act, asked);
  if (!inShift.ok) return refuseAct(state, writes, act, asked, inShift.refusal);
  if (state.heldBack.has(key))
    return refuseAct(state, writes, act, asked, { code: 'collection-needs-second-person' });

  const booked: BookedAct = {
    key,
    kind,
    channel,
    clerk: staffNumberOf(act),
    personId,
    lines: lines.value,
    undone: null,
    fromHold: false,
  };
  const operation: Operation = { ...newOperation(state, act, asked), personId };
  const settled =
    channel === 'bank'
      ? askBank(state, writes, operation, session.value, booked)
      : settleInCash(state, writes, issuer, operation, act, session.value, booked);
  return settled.ok
    ? accept(state, writes, act, booked, settled.value)
    : refuseAct(state, writes, act, asked, settled.refusal);
};

const decideTillAct = (state: GroupState, writes: WriteSet, issuer: ReceiptIssuer, act: TillAct): Outcome => {
  const known = state.operations.get(act.key);
  if (known !== undefined) return replay(known, act);
  const { key, staff, kind, channel, scheme, amount } = act;
  if (amount <= zeroFen) return refuseAct(state, writes, act, amount, { code: 'amount-differs' });
  const inShift = checkShift(state, act, amount);
  if (!inShift.ok) return refuseAct(state, writes, act, amount, inShift.refusal);
  const line: ActLine = {
    scheme,
    period: state.today,
    subjectId: null,
    amount,
    governmentPart: zeroFen,
    subsidy: zeroFen,
    accountPart: zeroFen,
    creditsPersonalAccount: false,
    instalment: null,
    recovery: null,
    paidFor: null,
  };
  const booked: BookedAct = {
    key,
    kind,
    channel,
    clerk: staff.number,
    personId: null,
    lines: [line],
    undone: null,
    fromHold: false,
  };
  const settled = settleInCash(state, writes, issuer, newOperation(state, act, amount), act, null, booked);
  return settled.ok
    ? accept(state, writes, act, booked, settled.value)
    : refuseAct(state, writes, act, amount, settled.refusal);
};

/** Decides one job; changes `state` and `writes` only as far as the job goes through. */
export const decide = (state: GroupState, writes: WriteSet, issuer: ReceiptIssuer, job: Job): Outcome => {
  switch (job.kind) {
    case 'payment':
    case 'collection':
      return decideCardAct(state, writes, issuer, job);
    case 'till-draw':
    case 'till-deposit':
    case 'till-return':
      return decideTillAct(state, writes, issuer, job);
    case 'reversal':
    case 'refund':
      return decideUndoAct(state, writes, issuer, job);
    case 'conclusion':
      return decideConclusion(state, writes, issuer, job);
  }
};
