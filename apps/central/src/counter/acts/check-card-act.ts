/** Whether a card act may be done: the session and card first, then each item; the first reason that applies. */
import { accountPartOf } from '#libs/contributions/personal-account.js';
import { refusalOfCard } from '#libs/cards/card-life.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { formatYuan, sum, zeroFen, type Fen } from '#libs/money/fen.js';
import { recoveryReference } from '#libs/contributions/notice-number.js';
import { type RecoveryCase, takenOf } from '../../insurance/benefits/recovery.js';
import { staffNumberOf } from '../../ground/http/identity.js';
import { staleAfterMs } from '../tap/card-session.entity.js';
import type { GroupState, SessionRow, ActLine, ReceiptHolder } from './group-state.js';
import { no, type Refusal } from './refusal.js';
import type { MoneyActKind } from '../../records/operations/operation.js';
import type { CardAct } from './counter-act.js';

/** Whom the receipt of an act with this card names. */
export const holderOf = ({ personName, socialSecurityNumber, cardNumber }: SessionRow): ReceiptHolder => ({
  name: personName,
  socialSecurityNumber,
  cardNumber,
});

/** Whoever is at the counter with a card: may this act be done with it at all? First reason that applies. */
export const checkSession = (
  state: GroupState,
  act: Pick<CardAct, 'key' | 'channel' | 'terminal' | 'staff' | 'cardSessionId'> & {
    readonly kind: MoneyActKind;
  },
): Result<SessionRow, Refusal> => {
  const session = state.sessions.get(act.cardSessionId);
  if (
    session === undefined ||
    session.terminalId !== act.terminal.id ||
    session.staffNumber !== staffNumberOf(act)
  )
    return no('card-session-ended');
  if (session.state !== 'open' || state.now.getTime() - session.startedAt.getTime() > staleAfterMs)
    return no('card-session-ended');
  if (state.proofs.get(act.key)?.genuine !== true) return no('card-swapped');
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
  state: GroupState,
  { personId, paidFor }: Pick<SessionRow, 'personId' | 'paidFor'>,
  item: { readonly id: string; readonly amount: Fen },
): Result<ActLine, Refusal> => {
  const due = state.dues.get(item.id);
  if (due === undefined || due.state === 'waived') return no('due-unknown');
  const other = due.personId === personId ? null : paidFor.find((one) => one.personId === due.personId);
  if (other === undefined) return no('due-unknown');
  const name = `${due.scheme} ${due.period}`;
  if (state.limits?.elsewhere.has(due.scheme) === true) return no('due-of-other-channel', name);
  if (state.limits?.uncollected.has(due.scheme) === true) return no('collector-unknown', name);
  if (due.state === 'paid') return no('due-paid', name);
  if (due.inHand) return no('due-in-hand', name);
  if (due.state === 'in-payment') return no('due-in-payment', name);
  const added = due.tiers.get(item.amount);
  if (due.tiers.size > 0 && added === undefined)
    return no('tier-unknown', `${name}: ${formatYuan(item.amount)}`);
  if (due.tiers.size === 0 && due.amount !== item.amount) return no('amount-differs', name);
  return ok({
    scheme: due.scheme,
    period: due.period,
    subjectId: due.id,
    amount: item.amount,
    governmentPart: added?.governmentPart ?? zeroFen,
    subsidy: added?.subsidy ?? zeroFen,
    accountPart: due.creditsPersonalAccount ? accountPartOf(item.amount, due.accountShare) : zeroFen,
    creditsPersonalAccount: due.creditsPersonalAccount,
    instalment: due.instalment,
    recovery: null,
    paidFor: other,
  });
};

/** What an item gives back of a recovery: a line for each month it is taken of, the oldest first. */
const recoveryLines = (
  { personId, paidFor }: Pick<SessionRow, 'personId' | 'paidFor'>,
  of: RecoveryCase,
  amount: Fen,
): Result<readonly ActLine[], Refusal> => {
  const other = of.payeeId === personId ? null : paidFor.find((one) => one.personId === of.payeeId);
  if (other === undefined) return no('due-unknown');
  const reference = recoveryReference(of.number);
  const open = sum(of.open.map((month) => month.amount));
  if (open === zeroFen) return no('recovery-closed', reference);
  if (amount > open) return no('recovery-above-open', formatYuan(open));
  return ok(
    takenOf(of.open, amount).map((month) => ({
      scheme: of.scheme,
      period: month.period,
      subjectId: month.id,
      amount: month.amount,
      governmentPart: zeroFen,
      subsidy: zeroFen,
      accountPart: zeroFen,
      creditsPersonalAccount: false,
      instalment: null,
      recovery: { claimId: of.claimId, number: of.number, earlierYear: month.earlierYear },
      paidFor: other,
    })),
  );
};

const paidLines = (
  state: GroupState,
  session: SessionRow,
  item: { readonly id: string; readonly amount: Fen },
): Result<readonly ActLine[], Refusal> => {
  const recovery = state.recoveries.get(item.id);
  if (recovery !== undefined) return recoveryLines(session, recovery, item.amount);
  const line = dueLine(state, session, item);
  return line.ok ? ok([line.value]) : line;
};

const entitlementLine = (
  state: GroupState,
  personId: string,
  item: { readonly id: string; readonly amount: Fen },
): Result<ActLine, Refusal> => {
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
    governmentPart: zeroFen,
    subsidy: zeroFen,
    accountPart,
    creditsPersonalAccount: false,
    instalment: null,
    recovery: null,
    paidFor: null,
  });
};

export const checkItems = (
  state: GroupState,
  act: CardAct,
  session: SessionRow,
): Result<readonly ActLine[], Refusal> => {
  if (new Set(act.items.map(({ id }) => id)).size !== act.items.length)
    return no('malformed-request', 'an item is named twice');
  const lines: ActLine[] = [];
  for (const item of act.items) {
    if (act.kind === 'payment') {
      const paid = paidLines(state, session, item);
      if (!paid.ok) return paid;
      lines.push(...paid.value);
      continue;
    }
    const line = entitlementLine(state, session.personId, item);
    if (!line.ok) return line;
    lines.push(line.value);
  }
  return ok(lines);
};
