/** Decides an act that undoes another: its money, its entries and its subjects go back as they came, once, as a second person has approved. */
import { yearOf } from '#libs/kernel/plain-date.js';
import { hold } from '#libs/ledger/posting.js';
import type { ReceiptIssuer } from '../../records/receipts/receipt-document.js';
import type { Operation } from '../../records/operations/operation.js';
import type { Instruction } from '../../funds/bank/instruction.js';
import { bookTransfers, reverseEntries, type BookedAct, type UndoneWay } from './booking.js';
import { checkSession } from './check-card-act.js';
import { channelOfUndoing, refusalOfUndoing } from './check-undoing.js';
import type { Outcome, UndoAct } from './counter-act.js';
import type { FirstAct, GroupState, UndoneAct } from './group-state.js';
import { issueReceipt, newOperation, record, refuseAct, replay } from './records.js';
import type { Refusal } from './refusal.js';
import { byFund, changeHolds, mark, recover } from './reservations.js';
import type { StaffIdentity } from '../../ground/http/identity.js';
import { moveTill, shiftOf } from './shift-of.js';
import type { WriteSet } from './write-set.js';

/** Which way the money of an act goes back, seen from the day it is undone. */
export const wayBack = (
  first: Pick<Operation, 'kind' | 'businessDate'>,
  undoneOn: Operation['businessDate'],
): UndoneWay => ({ kind: first.kind, earlierYear: yearOf(first.businessDate) < yearOf(undoneOn) });

/** The funds' account that a refund through the bank comes out of. */
export const refundedFrom = ({ earlierYear }: UndoneWay): 'expenditure' | 'income' =>
  earlierYear ? 'expenditure' : 'income';

const checkUndoing = (state: GroupState, act: UndoAct, undone: UndoneAct): Refusal | null => {
  const { kind, channel, staff, card } = act;
  if (state.atWindow.get(act.key)?.ended === true) return { code: 'shift-ended' };
  const refusal = refusalOfUndoing(undone, kind, staff.number, state.today);
  if (refusal !== null) return refusal;
  if (channel !== channelOfUndoing(kind, undone.operation, state.today))
    return { code: 'undoing-not-approved' };
  const account = channel === 'bank' ? undone.account : null;
  if (!undone.approved.some((one) => one.kind === kind && one.channel === channel && one.account === account))
    return { code: 'undoing-not-approved' };
  if (kind !== 'refund' || channel !== 'cash') return null;
  if (card === null) return { code: 'no-card' };
  const session = checkSession(state, { ...act, cardSessionId: card.sessionId });
  if (!session.ok) return session.refusal;
  return session.value.personId === undone.operation.personId ? null : { code: 'card-of-another' };
};

/** Decides one undoing act; changes `state` and `writes` only as far as it goes through. */
export const decideUndoAct = (
  state: GroupState,
  writes: WriteSet,
  issuer: ReceiptIssuer,
  act: UndoAct,
): Outcome => {
  const known = state.operations.get(act.key);
  if (known !== undefined) return replay(known, act);
  const { key, kind, channel, staff, terminal } = act;
  const undone = state.undone.get(act.undoes);
  if (undone === undefined) throw new Error(`operation ${act.undoes} was not loaded`);
  const { operation: first, lines, holder, receiptNumber } = undone;
  const no = (refusal: Refusal): Outcome => refuseAct(state, writes, act, first.total, refusal);
  const refusal = checkUndoing(state, act, undone);
  if (refusal !== null) return no(refusal);

  const operation: Operation = { ...newOperation(state, act, first.total), personId: first.personId };
  const way = wayBack(first, state.today);
  const booked: BookedAct = {
    key,
    kind,
    channel,
    clerk: staff.number,
    personId: first.personId,
    lines,
    undone: way,
    fromHold: false,
  };
  // What refuses changes nothing: entries only once the money is there, and their own check before either.
  const bears = reverseEntries(state, null, booked, undone.entries);
  if (!bears.ok) return no({ code: bears.refusal });
  const settled =
    channel === 'bank'
      ? askBank(state, writes, booked, operation, undone)
      : giveBack(state, writes, issuer, booked, operation, {
          terminalName: terminal.name,
          operator: staff,
          holder,
          first: { kind: first.kind, receiptNumber, businessDate: first.businessDate },
        });
  if ('code' in settled) return no(settled);
  reverseEntries(state, writes, booked, undone.entries);
  state.undone.set(first.key, { ...undone, undoing: settled.operation.state });
  const done: Operation = { ...settled.operation, shiftId: shiftOf(state, writes, act) };
  moveTill(state, act, done.total, first.kind);
  writes.newOperations.push(done);
  writes.lines.push({ operationKey: key, lines });
  record(state, writes, done);
  return { settled: true, replayed: false, ...settled, operation: done };
};

type Settled = { readonly operation: Operation; readonly instruction: Instruction | null };

/** Holds the money and writes the instruction; what it credited is taken at once, so that nobody uses it meanwhile. */
const askBank = (
  state: GroupState,
  writes: WriteSet,
  { key, lines, undone: way }: BookedAct,
  operation: Operation,
  { account }: UndoneAct,
): Settled | Refusal => {
  if (account === null || way === null) throw new Error('no bank account after the check for one');
  const from = refundedFrom(way);
  const held = changeHolds(state, writes, lines, hold, from);
  if (!held.ok) return held.refusal;
  const instruction: Instruction = {
    operationKey: key,
    direction: 'credit',
    account,
    fundAccount: from === 'income' ? '1002' : '1004',
    amount: operation.total,
    funds: byFund(lines),
  };
  writes.instructions.push(instruction);
  return { operation, instruction };
};

/** Books what the clerk hands back, or takes back, with their own hands. */
const giveBack = (
  state: GroupState,
  writes: WriteSet,
  issuer: ReceiptIssuer,
  booked: BookedAct,
  operation: Operation,
  said: {
    readonly terminalName: string;
    readonly operator: StaffIdentity;
    readonly holder: UndoneAct['holder'];
    readonly first: FirstAct;
  },
): Settled | Refusal => {
  const transfers = bookTransfers(state, writes, booked);
  if (!transfers.ok) return transfers.refusal;
  mark(state, writes, said.first.kind, booked.lines, 'open', null);
  recover(state, writes, booked.key, booked.lines, 'open-again');
  const receiptNumber = issueReceipt(state, writes, issuer, { booked, ...said, bankReference: null });
  return {
    operation: { ...operation, state: 'succeeded', receiptNumber, finishedAt: state.now },
    instruction: null,
  };
};
