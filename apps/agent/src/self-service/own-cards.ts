/** What a kiosk shows of the card file of whoever's card is in: the application under way, what another card takes, and what else can be reported lost. */
import { cardServices, type CardService } from '#libs/cards/card-services.js';
import type { ApplicationOnFile, CardFile, CardOnFile, ServiceOffer } from '#libs/contract/card-window.js';
import type { OwnCards } from '#libs/contract/self-service.js';
import { refusal } from '../ground/refusal.js';

/** States in which there is something to wait for, to collect, to enable or to put right. */
const followed: ReadonlySet<string> = new Set([
  'applied',
  'approved',
  'rejected',
  'in-production',
  'personalised',
  'delivered',
  'handed-over',
]);

const offerOf = ({ services }: CardOnFile, service: CardService): ServiceOffer => {
  const offer = services.find((one) => one.service === service);
  // A card that nothing can be done about any more opens nothing, either.
  if (offer === undefined) throw refusal('card-cancelled', cardServices[service].words.zh);
  return offer;
};

const anotherFor = (card: CardOnFile, needsGuardian: boolean): OwnCards['another'] => {
  const renewal = offerOf(card, 'renewal');
  const service = renewal.refusal === null ? 'renewal' : 'replacement';
  const { refusal: why, newCard } = offerOf(card, service);
  if (newCard === null) throw new TypeError(`${service} without what it takes`);
  return { service, refusal: why, ...newCard, needsGuardian };
};

const toFollow = (on: ApplicationOnFile): OwnCards['application'] => {
  const { services: _, ...application } = on;
  return followed.has(application.state) ? application : null;
};

/** Throws Refusal `card-cancelled` when the card that is in has left the file meanwhile. */
export const ownCardsOf = (file: CardFile, cardNumber: string | null): OwnCards => {
  const own = file.cards.find((card) => card.cardNumber === cardNumber);
  if (own === undefined) throw refusal('card-cancelled');
  const [last] = file.applications;
  return {
    application: last === undefined ? null : toFollow(last),
    another: anotherFor(own, file.needsGuardian),
    depots: file.depots,
    others: file.cards
      .filter(
        (card) =>
          card !== own &&
          card.services.some(({ service, refusal: why }) => service === 'temporary-loss' && why === null),
      )
      .map(({ id, cardNumber: number, words, validUntil }) => ({
        id,
        cardNumber: number,
        words,
        validUntil,
      })),
    temporaryLossDays: file.temporaryLossDays,
  };
};
