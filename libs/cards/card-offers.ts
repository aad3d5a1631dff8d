/** Which services can be had for a person, an application or a card today, and why not; asked by pages and before every service. */
import {
  decideLife,
  lifeStates,
  openApplicationStates,
  refusalOfCard,
  type CardState,
  type LifeRefusal,
  type LifeRules,
  type LifeState,
} from './card-life.js';
import { cardServices, type CardService, type ReplacementReason } from './card-services.js';
import { daysBetween, type PlainDate } from '#libs/kernel/plain-date.js';

/** Why a service is not to be had; each is a code in the registry of problems. */
export type OfferRefusal =
  | LifeRefusal
  | 'card-being-replaced'
  | 'card-exists'
  | 'application-open'
  | 'renewal-too-early'
  | 'card-loss-not-formal';

export type OfferRules = LifeRules & {
  /** A card is renewed from so many days before it expires (parameter `card.renewal-days-before`). */
  readonly renewalDaysBefore: number;
};

export type CardOnOffer = {
  readonly id: string;
  readonly state: CardState;
  readonly validUntil: PlainDate;
  readonly everEnabled: boolean;
  readonly lapsesOn: PlainDate | null;
};

/** All that is known of a person's cards and applications. */
export type Holdings = {
  readonly cards: readonly CardOnOffer[];
  /** State of each application without a card. */
  readonly applications: readonly Exclude<LifeState, CardState>[];
  /** Whether a card of theirs was cancelled as it was formally reported lost. */
  readonly gaveUpLost: boolean;
  /** Whether a photo of theirs is kept that no reviewer turned down. */
  readonly hasPhoto: boolean;
};

/** What another card takes of whoever asks for it. */
export type NewCardTerms = {
  /** The first card is free: nobody pays before a card has been theirs to use, or they lost it. */
  readonly isCharged: boolean;
  /** Without one on record, a photo has to be brought. */
  readonly needsPhoto: boolean;
};

export const termsOfNewCard = ({ cards, gaveUpLost, hasPhoto }: Holdings): NewCardTerms => ({
  isCharged: gaveUpLost || cards.some(({ everEnabled, state }) => everEnabled || state === 'formally-lost'),
  needsPhoto: !hasPhoto,
});

const openStates: ReadonlySet<LifeState> = new Set<LifeState>(openApplicationStates);
const onItsWay: ReadonlySet<LifeState> = new Set<LifeState>(['personalised', 'delivered']);

/** Whether a card is being made for somebody, beside the card asked about. */
const oneUnderWay = ({ cards, applications }: Holdings, beside: string | null): boolean =>
  applications.some((state) => openStates.has(state)) ||
  cards.some(
    ({ id, state }) => id !== beside && (onItsWay.has(state) || (beside !== null && state === 'handed-over')),
  );

/** Why another card cannot be applied for in the place of none. */
export const refusalOfApplication = (holdings: Holdings): OfferRefusal | null => {
  if (oneUnderWay(holdings, null)) return 'application-open';
  return holdings.cards.some(({ state }) => !lifeStates[state].final) ? 'card-exists' : null;
};

/** Why a card cannot be replaced for this reason; any reason when none is given. */
export const refusalOfReplacement = (
  card: CardOnOffer,
  holdings: Holdings,
  reason: ReplacementReason | null,
): OfferRefusal | null => {
  const { state } = card;
  if (lifeStates[state].final) return 'card-cancelled';
  if (onItsWay.has(state)) return 'card-not-handed-over';
  if (oneUnderWay(holdings, card.id)) return 'application-open';
  if (state === 'temporarily-lost')
    return reason === 'lost' || reason === null ? 'card-loss-not-formal' : 'card-lost';
  if (reason === 'lost') return state === 'formally-lost' ? null : 'card-loss-not-formal';
  return reason !== null && state === 'formally-lost' ? 'card-lost' : null;
};

/** Why a card cannot be renewed: it has to be at hand, and near its end or past it. */
export const refusalOfRenewal = (
  card: CardOnOffer,
  holdings: Holdings,
  { today, renewalDaysBefore }: OfferRules,
): OfferRefusal | null => {
  const { state, validUntil } = card;
  if (lifeStates[state].final) return 'card-cancelled';
  if (onItsWay.has(state)) return 'card-not-handed-over';
  // A sealed card past its end can only be renewed.
  if (state !== 'handed-over' && lifeStates[state].refusal !== null) return lifeStates[state].refusal;
  if (oneUnderWay(holdings, card.id)) return 'application-open';
  return daysBetween(today, validUntil) > renewalDaysBefore ? 'renewal-too-early' : null;
};

/** Why a service about a card is not to be had today, or null when it is. */
export const refusalOfCardService = (
  service: CardService,
  card: CardOnOffer,
  holdings: Holdings,
  rules: OfferRules,
): OfferRefusal | null => {
  if (service === 'replacement') return refusalOfReplacement(card, holdings, null);
  if (service === 'renewal') return refusalOfRenewal(card, holdings, rules);
  const { act } = cardServices[service];
  // Only a card made at a counter is handed over from there; one of a batch has to come to its depot first.
  if (service === 'hand-over' && card.state === 'personalised') return 'card-step-out-of-order';
  // What moves no life is done with a card that works.
  if (act === null) return refusalOfCard(card, rules.today);
  // Two cards of one person in use would come of it: the one found and the one that is being made for it.
  if (
    service === 'loss-lifting' &&
    lifeStates[card.state].refusal === 'card-lost' &&
    oneUnderWay(holdings, card.id)
  )
    return 'card-being-replaced';
  // Where it would lead is not asked here.
  const decided = decideLife(act, { ...card, lockedBefore: false }, rules);
  return decided.ok ? null : decided.refusal;
};

/** Why a service about an application is not to be had today, or null when it is. */
export const refusalOfApplicationService = (
  service: 'withdrawal' | 'issuance',
  state: Exclude<LifeState, CardState>,
  rules: OfferRules,
): OfferRefusal | null => {
  // Instant issuance begins as every production does.
  const decided = decideLife(
    service === 'issuance' ? 'produce' : 'withdraw',
    { state, validUntil: null, everEnabled: false, lockedBefore: false, lapsesOn: null },
    rules,
  );
  return decided.ok ? null : decided.refusal;
};
