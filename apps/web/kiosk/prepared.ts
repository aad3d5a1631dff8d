/** What of a prepared act its reader can confirm here, in the order it is gone through, and why the rest of it cannot be. */
import type { Due } from '#libs/contract/desk.js';
import type { PayableScheme, PreparableService, PreparedAct } from '#libs/contract/prepared-acts.js';
import type { OwnAffairs } from '#libs/contract/self-service.js';

import { collectable, payable } from './own-items.js';

/** The screen on which a part of it is confirmed. */
export type PreparedStep = 'pay' | 'collect' | 'new-pin' | 'proof-of-life';

/** Names of words that say why not; null: it can be confirmed, or nobody's card is in yet. */
type WhyNot =
  | 'nothingToPay'
  | 'noAccountToPay'
  | 'nothingToCollect'
  | 'noAccount'
  | 'prepared.enabled'
  | 'prepared.atWindow'
  | null;

export type Wish = (
  | { readonly kind: 'pay'; readonly scheme: PayableScheme; readonly tier: string | null }
  | { readonly kind: 'collect' }
  | { readonly kind: 'service'; readonly service: PreparableService }
) & { readonly why: WhyNot };

const stepOf: Partial<Record<PreparableService, PreparedStep>> = {
  'pin-change': 'new-pin',
  'proof-of-life': 'proof-of-life',
};

/** Dues that were to be paid. */
export const wantedDues = ({ pay }: PreparedAct, own: OwnAffairs): readonly Due[] =>
  payable(own).filter((due) => pay.some(({ scheme }) => scheme === due.scheme));

/** The amount of the tier that was prepared; null: none was, or it is not to be chosen for this due. */
export const preparedAmount = ({ pay }: PreparedAct, { scheme, tiers }: Due): string | null => {
  const wanted = pay.find((one) => one.scheme === scheme);
  return tiers.find(({ tier }) => tier === wanted?.tier)?.amount ?? null;
};

const whyNotPaid = (act: PreparedAct, scheme: string, own: OwnAffairs): WhyNot => {
  if (!wantedDues(act, own).some((due) => due.scheme === scheme)) return 'nothingToPay';
  return own.bankAccountPays ? null : 'noAccountToPay';
};
const whyNotCollected = (own: OwnAffairs): WhyNot => {
  if (collectable(own).length === 0) return 'nothingToCollect';
  return own.bankAccount === null ? 'noAccount' : null;
};
const whyNotServed = (service: PreparableService): WhyNot => {
  if (stepOf[service] !== undefined) return null;
  // The card that is in has been enabled, or it would have shown nothing.
  return service === 'enabling' ? 'prepared.enabled' : 'prepared.atWindow';
};

/** All that was written down; `own`: null while no PIN was given. */
export const wishesOf = (act: PreparedAct, own: OwnAffairs | null): readonly Wish[] => [
  ...act.pay.map(({ scheme, tier }) => ({
    kind: 'pay' as const,
    scheme,
    tier,
    why: own && whyNotPaid(act, scheme, own),
  })),
  ...(act.collect ? [{ kind: 'collect' as const, why: own && whyNotCollected(own) }] : []),
  ...(act.service === null
    ? []
    : [{ kind: 'service' as const, service: act.service, why: own && whyNotServed(act.service) }]),
];

/** The screens that are gone through, each once. */
export const stepsOf = (act: PreparedAct, own: OwnAffairs): readonly PreparedStep[] => [
  ...new Set(
    wishesOf(act, own).flatMap((wish) => {
      if (wish.why !== null) return [];
      return wish.kind === 'service' ? (stepOf[wish.service] ?? []) : wish.kind;
    }),
  ),
];
