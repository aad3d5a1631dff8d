/** What every act leaves behind: its operation, its receipt, its line in the audit trail. */
import { problems } from '#libs/contract/problems.js';
import { formatYuan, type Fen } from '#libs/money/fen.js';
import { receiptDocument, type ReceiptIssuer } from '../receipts/receipt-document.js';
import type { BatchState, SessionRow } from './batch-state.js';
import type { BookedSettlement } from './booking.js';
import type { Refusal } from './refusal.js';
import type { CardAct, Operation, Outcome, TillAct } from './settlement.js';
import type { WriteSet } from './write-set.js';

export const newOperation = (state: BatchState, act: CardAct | TillAct, total: Fen): Operation => ({
  key: act.key,
  terminalId: act.terminal.id,
  staffNumber: act.staff.number,
  kind: act.kind,
  channel: act.channel,
  bodyDigest: act.bodyDigest,
  total,
  state: 'running',
  receiptNumber: null,
  problemCode: null,
  problemDetail: null,
  startedAt: state.now,
  finishedAt: null,
});

type Issued = {
  readonly booked: BookedSettlement;
  readonly terminalId: string;
  readonly terminalName: string;
  readonly staffName: string;
  readonly session: SessionRow | null;
  readonly bankReference: string | null;
};

export const issueReceipt = (
  state: BatchState,
  writes: WriteSet,
  issuer: ReceiptIssuer,
  { booked, terminalId, terminalName, staffName, session, bankReference }: Issued,
): string => {
  state.lastReceiptNumber += 1;
  const document = receiptDocument(issuer, {
    sequence: state.lastReceiptNumber,
    kind: booked.kind,
    channel: booked.channel,
    terminalName,
    staffNumber: booked.clerk,
    staffName,
    holder:
      session === null
        ? null
        : {
            name: session.personName,
            socialSecurityNumber: session.socialSecurityNumber,
            cardNumber: session.cardNumber,
          },
    lines: booked.lines,
    bankReference,
    today: state.today,
    now: state.now,
  });
  writes.receipts.push({ settlementId: booked.id, terminalId, document });
  return document.number;
};

export const finish = (
  state: BatchState,
  writes: WriteSet,
  operation: Operation,
  booked: BookedSettlement,
  cardSessionId: string | null,
): void => {
  state.operations.set(operation.key, operation);
  writes.audit.push({
    at: state.now,
    action: `${operation.kind}.${operation.state}`,
    terminalId: operation.terminalId,
    ...(operation.staffNumber === null ? {} : { staffNumber: operation.staffNumber }),
    ...(cardSessionId === null ? {} : { cardSessionId }),
    subject: operation.receiptNumber ?? booked.id,
    detail: { channel: operation.channel, total: formatYuan(operation.total), code: operation.problemCode },
  });
};

/** A refusal that will stay one is stored as the key's answer; one that may pass leaves the key free to try again. */
export const refuseAct = (
  state: BatchState,
  writes: WriteSet,
  act: CardAct | TillAct,
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
    state.operations.set(act.key, operation);
    writes.audit.push({
      at: state.now,
      action: `${act.kind}.refused`,
      terminalId: act.terminal.id,
      staffNumber: act.staff.number,
      ...('cardSessionId' in act ? { cardSessionId: act.cardSessionId } : {}),
      subject: act.key,
      detail: { code },
    });
  }
  return detail === undefined ? { settled: false, code } : { settled: false, code, detail };
};

export const replay = (known: Operation, act: CardAct | TillAct): Outcome =>
  known.bodyDigest === act.bodyDigest && known.terminalId === act.terminal.id && known.kind === act.kind
    ? { settled: true, operation: known, replayed: true, instruction: null }
    : { settled: false, code: 'key-reused' };
