/** Cards of the register, for the other domains. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';
import type { Card } from './card.entity.js';
import { CardsStore } from './cards.store.js';
import { PinsGivenStore, type GivenPin } from './pins-given.store.js';

@Injectable()
export class CardsService {
  constructor(
    private readonly store: CardsStore,
    private readonly pinsGiven: PinsGivenStore,
  ) {}

  /** The card that says this of itself (EF05, card identification code); null when it is none of ours. */
  findByIdentification(tx: Transaction, identificationCode: string): Promise<Card | null> {
    return this.store.findByIdentification(tx, identificationCode);
  }

  /** The card of a known id; a dangling id is a fault. */
  get(tx: Transaction, id: string): Promise<Card> {
    return this.store.get(tx, id);
  }

  /** Keeps who was given the PIN of a card, before they are. */
  keepGivenPin(tx: Transaction, given: GivenPin): Promise<void> {
    return this.pinsGiven.add(tx, given);
  }
}
