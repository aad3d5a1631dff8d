/** What every act leaves behind: its operation, its receipt, its line in the audit trail. */
import type { DebitConsent } from '#libs/contract/debit-consent.js';
import { problems } from '#libs/contract/problems.js';
import { formatYuan, type Fen } from '#libs/money/fen.js';
import { staffNumberOf } from '../../ground/http/identity.js';
import {
  receiptDocument,
  type ReceiptFacts,
  type ReceiptIssuer,
} from '../../records/receipts/receipt-document.js';
import type { FirstAct, GroupState, ReceiptHolder } from './group-state.js';
import type { BookedAct } from './booking.js';
import type { Refusal } from './refusal.js';
import type { Operation } from '../../records/operations/operation.js';
import type { CardAct, Outcome, TillAct, UndoAct } from './counter-act.js';
import type { WriteSet } from './write-set.js';

const sessionOf = (act: CardAct | TillAct | UndoAct): string | null => {
  if ('cardSessionId' in act) return act.cardSessionId;
  return 'card' in act ? (act.card?.sessionId ?? null) : null;
};

/** An operation that has just been asked for; whose it is, is known once the session was looked at. */
export const newOperation = (state: GroupState, act: CardAct | TillAct | UndoAct, total: Fen): Operation => ({
  key: act.key,
  terminalId: act.terminal.id,
  staffNumber: staffNumberOf(act),
  cardSessionId: sessionOf(act),
  personId: null,
  kind: act.kind,
  channel: act.channel,
  bodyDigest: act.bodyDigest,
  total,
  state: 'running',
  receiptNumber: null,
  problemCode: null,
  problemDetail: null,
  businessDate: state.today,
  startedAt: state.now,
  finishedAt: null,
  shiftId: null,
  undoes: 'undoes' in act ? act.undoes : null,
  debitConsent: 'consent' in act ? act.consent : null,
});

type Issued = {
  readonly booked: BookedAct;
  readonly terminalName: string;
  /** Null: the holder themselves. */
  readonly operator: ReceiptFacts['operator'];
  readonly holder: ReceiptHolder | null;
  readonly bankReference: string | null;
  readonly consent?: DebitConsent | null;
  /** What it undoes. */
  readonly first: FirstAct | null;
};

/** Numbers and stores the receipt of an act, and returns its number. */
export const issueReceipt = (
  state: GroupState,
  writes: WriteSet,
  issuer: ReceiptIssuer,
  { booked, terminalName, operator, holder, bankReference, consent = null, first }: Issued,
): string => {
  state.lastReceiptNumber += 1;
  const document = receiptDocument(issuer, {
    sequence: state.lastReceiptNumber,
    kind: booked.kind,
    channel: booked.channel,
    terminalName,
    operator,
    holder,
    first,
    lines: booked.lines,
    bankReference,
    consent,
    today: state.today,
    now: state.now,
  });
  writes.receipts.push({ operationKey: booked.key, document });
  return document.number;
};

/** Keeps an operation in the group's picture and puts it on record, as far as it has come. */
export const record = (state: GroupState, writes: WriteSet, operation: Operation): void => {
  const { key, kind, channel, terminalId, staffNumber, cardSessionId, receiptNumber, problemCode, total } =
    operation;
  state.operations.set(key, operation);
  const proof = state.proofs.get(key);
  writes.audit.push({
    at: state.now,
    action: `${kind}.${operation.state}`,
    terminalId,
    staffNumber,
    ...(cardSessionId === null ? {} : { cardSessionId }),
    subject: receiptNumber ?? key,
    detail: {
      channel,
      total: formatYuan(total),
      code: problemCode,
      ...(proof === undefined ? {} : { key: 'irk', keyVersion: proof.keyVersion }),
    },
  });
};

/** A refusal that will stay one is stored as the key's answer; one that may pass leaves the key free to try again. */
export const refuseAct = (
  state: GroupState,
  writes: WriteSet,
  act: CardAct | TillAct | UndoAct,
  total: Fen,
  { code, detail }: Refusal,
): Outcome => {
  if (problems[code].retry !== 'same-key') {
    const operation: Operation = {
      ...newOperation(state, act, total),
      state: 'refused',
      problemCode: code,
      problemDetail: detail ?? null,
      finishedAt: state.now,
    };
    writes.newOperations.push(operation);
    record(state, writes, operation);
  }
  return detail === undefined ? { settled: false, code } : { settled: false, code, detail };
};

/** The stored answer of a key, if the same clerk asks for the same act again at the same terminal. */
export const replay = (known: Operation, act: CardAct | TillAct | UndoAct): Outcome =>
  known.bodyDigest === act.bodyDigest &&
  known.terminalId === act.terminal.id &&
  known.staffNumber === staffNumberOf(act) &&
  known.kind === act.kind
    ? { settled: true, operation: known, replayed: true, instruction: null }
    : { settled: false, code: 'key-reused' };
