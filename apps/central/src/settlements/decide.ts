/** Decides a batch's jobs one after another against its state: each is booked whole or refused, and leaves no half. */
import { randomUUID } from 'node:crypto';
import { refusalOfCard } from '#libs/cards/card-state.js';
import { problems, type ProblemCode } from '#libs/contract/problems.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { hold, release } from '#libs/ledger/posting.js';
import { formatYuan, sum, zeroFen, type Fen } from '#libs/money/fen.js';
import { receiptDocument, type ReceiptIssuer } from '../receipts/receipt-document.js';
import { accountKey } from '../funds/ledger.store.js';
import {
  type BatchState,
  type SessionRow,
  type SettlementLine,
  type WaitingSettlement,
} from './batch-state.js';
import { bookPersonalAccounts, bookTransfers, type BookedSettlement } from './booking.js';
import type { BankConclusion, CardAct, Instruction, Job, Operation, Outcome, TillAct } from './settlement.js';
import type { WriteSet } from './write-set.js';

/** A card left in the reader longer than this has to be proven again. */
const staleAfterMs = 60 * 60_000;

type Refusal = { readonly code: ProblemCode; readonly detail?: string };
const no = (code: ProblemCode, detail?: string) =>
  refuse<Refusal>(detail === undefined ? { code } : { code, detail });

/** Whoever is at the counter with a card: may this act be done with it at all? First reason that applies. */
const checkSession = (state: BatchState, act: CardAct): Result<SessionRow, Refusal> => {
  const session = state.sessions.get(act.cardSessionId);
  if (
    session === undefined ||
    session.terminalId !== act.terminal.id ||
    session.staffNumber !== act.staff.number
  )
    return no('card-session-ended');
  if (session.state !== 'open' || state.now.getTime() - session.startedAt.getTime() > staleAfterMs)
    return no('card-session-ended');
  if (!state.proven.has(act.key)) return no('card-swapped');
  const refusal = refusalOfCard({ state: session.cardState, validUntil: session.validUntil }, state.today);
  if (refusal !== null) return no(refusal);
  if (act.channel === 'bank' && (session.bankAccount === null || session.bankAccountState === 'none'))
    return no('no-bank-account');
  // An account not yet activated can receive but not pay.
  if (act.channel === 'bank' && act.kind === 'payment' && session.bankAccountState !== 'active')
    return no('no-bank-account');
  return ok(session);
};

const dueLine = (
  state: BatchState,
  personId: string,
  item: { readonly id: string; readonly amount: Fen },
): Result<SettlementLine, Refusal> => {
  const due = state.dues.get(item.id);
  if (due === undefined || due.personId !== personId || due.state === 'waived') return no('due-unknown');
  const name = `${due.scheme} ${due.period}`;
  if (due.state === 'paid') return no('due-paid', name);
  if (due.state === 'in-payment') return no('due-in-payment', name);
  const subsidy = due.tiers.get(item.amount);
  if (due.tiers.size > 0 && subsidy === undefined)
    return no('tier-unknown', `${name}: ${formatYuan(item.amount)}`);
  if (due.tiers.size === 0 && due.amount !== item.amount) return no('amount-differs', name);
  return ok({
    scheme: due.scheme,
    period: due.period,
    subjectId: due.id,
    amount: item.amount,
    subsidy: subsidy ?? zeroFen,
    accountPart: zeroFen,
    creditsPersonalAccount: due.creditsPersonalAccount,
  });
};

const entitlementLine = (
  state: BatchState,
  personId: string,
  item: { readonly id: string; readonly amount: Fen },
): Result<SettlementLine, Refusal> => {
  const entitlement = state.entitlements.get(item.id);
  if (entitlement === undefined || entitlement.personId !== personId) return no('entitlement-unknown');
  const { scheme, period, amount, accountPart } = entitlement;
  if (entitlement.state === 'paid') return no('entitlement-paid', `${scheme} ${period}`);
  if (entitlement.state === 'in-payment') return no('entitlement-in-payment', `${scheme} ${period}`);
  if (amount !== item.amount) return no('amount-differs', `${scheme} ${period}`);
  return ok({
    scheme,
    period,
    subjectId: entitlement.id,
    amount,
    subsidy: zeroFen,
    accountPart,
    creditsPersonalAccount: false,
  });
};

const checkItems = (
  state: BatchState,
  act: CardAct,
  personId: string,
): Result<readonly SettlementLine[], Refusal> => {
  if (new Set(act.items.map(({ id }) => id)).size !== act.items.length)
    return no('malformed-request', 'an item is named twice');
  const lines: SettlementLine[] = [];
  for (const item of act.items) {
    const line =
      act.kind === 'payment' ? dueLine(state, personId, item) : entitlementLine(state, personId, item);
    if (!line.ok) return line;
    lines.push(line.value);
  }
  return ok(lines);
};

const mark = (
  state: BatchState,
  writes: WriteSet,
  kind: string,
  lines: readonly SettlementLine[],
  to: 'open' | 'in-payment' | 'paid',
  settledBy: string | null,
): void => {
  for (const { subjectId, amount } of lines) {
    const due = kind === 'payment' ? state.dues.get(subjectId ?? '') : undefined;
    if (due !== undefined) {
      state.dues.set(due.id, { ...due, state: to });
      // A tier chosen in vain is open to choice again.
      writes.dues.set(due.id, {
        state: to,
        amount: due.tiers.size > 0 ? (to === 'paid' ? amount : null) : due.amount,
        settledBy,
      });
    }
    const entitlement = kind === 'collection' ? state.entitlements.get(subjectId ?? '') : undefined;
    if (entitlement !== undefined) {
      state.entitlements.set(entitlement.id, { ...entitlement, state: to });
      writes.entitlements.set(entitlement.id, { state: to, settledBy });
    }
  }
};

/** Amount of each fund, in the order the funds first appear. */
const byFund = (
  lines: readonly SettlementLine[],
): readonly { readonly scheme: string; readonly amount: Fen }[] =>
  [...new Set(lines.map(({ scheme }) => scheme))].map((scheme) => ({
    scheme,
    amount: sum(lines.filter((line) => line.scheme === scheme).map(({ amount }) => amount)),
  }));

/** Holds or gives up what the bank is to pay out of each fund's expenditure account. */
const changeHolds = (
  state: BatchState,
  writes: WriteSet,
  lines: readonly SettlementLine[],
  change: typeof hold | typeof release,
): Result<null, Refusal> => {
  let balances: ReadonlyMap<string, Parameters<typeof state.balances.set>[1]> = state.balances;
  for (const { scheme, amount } of byFund(lines)) {
    const id = state.accountIds.get(accountKey(scheme, 'expenditure'));
    if (id === undefined) throw new Error(`expenditure account of ${scheme} was not loaded`);
    const changed = change(balances, id, amount);
    if (!changed.ok) {
      if (changed.refusal !== 'short') throw new Error(`hold refused: ${changed.refusal}`);
      return no('fund-short');
    }
    balances = changed.value;
    writes.touchedAccounts.add(id);
  }
  for (const [id, balance] of balances) state.balances.set(id, balance);
  return ok(null);
};

const newOperation = (state: BatchState, act: CardAct | TillAct, total: Fen): Operation => ({
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

const issueReceipt = (
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

const finish = (
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
const refuseAct = (
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

const replay = (known: Operation, act: CardAct | TillAct): Outcome =>
  known.bodyDigest === act.bodyDigest && known.terminalId === act.terminal.id && known.kind === act.kind
    ? { settled: true, operation: known, replayed: true, instruction: null }
    : { settled: false, code: 'key-reused' };

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

const decideConclusion = (
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
