/** All cards and applications of a person, as the offers ask for them; temporary losses that are over have lapsed. */
import { Injectable } from '@nestjs/common';
import type { CardState, LifeState } from '#libs/cards/card-life.js';
import type { CardOnOffer, Holdings } from '#libs/cards/card-offers.js';
import { businessDate } from '#libs/kernel/plain-date.js';
import { CardApplicationsStore, type CardApplication } from './card-applications.store.js';
import { CardLives } from './card-lives.service.js';
import type { Card } from './card.entity.js';
import { CardsStore } from './cards.store.js';
import { PeopleService } from '../../register/people/people.service.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';

/** How a card looks to the offers. */
export const onOffer = (card: Card): CardOnOffer => ({
  id: card.id,
  state: card.state,
  validUntil: card.validUntil,
  everEnabled: card.enabledAt !== null,
  lapsesOn: card.lossLapsesAt === null ? null : businessDate(card.lossLapsesAt),
});

/** Applications that have become a card are told by the card. */
export const withoutCard = (
  application: CardApplication,
): application is CardApplication & { readonly state: Exclude<LifeState, CardState> } =>
  application.cardId === null;

export type PersonsHoldings = {
  readonly cards: readonly Card[];
  readonly applications: readonly CardApplication[];
  /** The photo another card can carry: the last that no reviewer turned down. */
  readonly photoDigest: string | null;
  readonly holdings: Holdings;
};

const asHoldings = (
  cards: readonly Card[],
  applications: readonly CardApplication[],
  gaveUpLost: boolean,
): PersonsHoldings => {
  const photoDigest =
    applications.find((one) => one.photoDigest !== null && one.state !== 'rejected')?.photoDigest ?? null;
  return {
    cards,
    applications,
    photoDigest,
    holdings: {
      cards: cards.map(onOffer),
      applications: applications.filter(withoutCard).map(({ state }) => state),
      gaveUpLost,
      hasPhoto: photoDigest !== null,
    },
  };
};

/** Of somebody who is not registered. */
export const holdingsOfNobody = asHoldings([], [], false);

@Injectable()
export class HoldingsService {
  constructor(
    private readonly cards: CardsStore,
    private readonly applications: CardApplicationsStore,
    private readonly lives: CardLives,
    private readonly people: PeopleService,
    private readonly clock: Clock,
  ) {}

  /** Newest first, both of them; of somebody who was registered twice, those of both registrations. */
  async of(tx: Transaction, personId: string): Promise<PersonsHoldings> {
    const ids = await this.people.allOf(tx, personId);
    let cards = await this.cards.ofPeople(tx, ids);
    const now = this.clock.now();
    let lapsed = false;
    for (const card of cards) lapsed = (await this.lives.lapseIfDue(tx, card, now)) || lapsed;
    if (lapsed) cards = await this.cards.ofPeople(tx, ids);
    return asHoldings(cards, await this.applications.ofPeople(tx, ids), await this.cards.gaveUpLost(tx, ids));
  }
}
