/** Services as the card window shows them: what can be done now, and why the rest cannot. */
import { cardServices } from '#libs/cards/card-services.js';
import type { ApplicationOnFile, CardOnFile, CardService, ServiceOffer } from '#libs/contract/card-window.js';
import { describeProblem, type Problem } from '#libs/contract/problems.js';

/** What a service is about; both null: the person. */
export type ServiceTarget = {
  readonly card: CardOnFile | null;
  readonly application: ApplicationOnFile | null;
};

export type OfferHere = ServiceOffer & ServiceTarget;

/** Whether a service is signed by the card in the reader. */
const needsCard = (service: CardService): boolean => cardServices[service].presence === 'card';

/** What a card most likely needs first, what ends it last. */
const order: readonly CardService[] = [
  'fee-return',
  'issuance',
  'hand-over',
  'enabling',
  'unlocking',
  'loss-lifting',
  'application',
  'renewal',
  'proof-of-life',
  'pin-change',
  'pin-reset',
  'pin-unblock',
  'temporary-loss',
  'loss',
  'replacement',
  'change-of-data',
  'locking',
  'withdrawal',
  'cancellation',
];

/** Services that bring somebody on; they stand out. */
export const isForward = (service: CardService): boolean =>
  order.indexOf(service) <= order.indexOf('renewal');

/** What the centre offers, as it stands at this window: some of it needs the very card in the reader. */
export const offersHere = (
  offers: readonly ServiceOffer[],
  { card, application }: ServiceTarget,
  cardInReader: string | null,
): readonly OfferHere[] =>
  offers
    .toSorted((left, right) => order.indexOf(left.service) - order.indexOf(right.service))
    .map((offer) => ({
      ...offer,
      refusal:
        offer.refusal ??
        // Asked for it can be without the card; done it is with it.
        (asksSecondPerson(offer) ? null : (waiting(offer) ?? missingCard(offer.service, card, cardInReader))),
      card,
      application,
    }));

/** Whether what comes next is to ask for a second person. */
export const asksSecondPerson = ({ secondPerson }: ServiceOffer): boolean =>
  secondPerson?.state === 'needed' || secondPerson?.state === 'rejected';

const waiting = ({ secondPerson }: ServiceOffer): Problem | null =>
  secondPerson?.state === 'waiting' ? describeProblem('service-waits-for-second-person') : null;

const missingCard = (
  service: CardService,
  card: CardOnFile | null,
  cardInReader: string | null,
): Problem | null =>
  needsCard(service) && card !== null && card.cardNumber !== cardInReader ? describeProblem('no-card') : null;

/** The service that brings a card back into use, by what it was refused for. */
export const remedies: Readonly<Partial<Record<Problem['code'], CardService>>> = {
  'card-sealed': 'enabling',
  'card-locked': 'unlocking',
  'card-expired': 'renewal',
};
