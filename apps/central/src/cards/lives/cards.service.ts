/** Cards of the register, for the other domains. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';
import type { Card } from './card.entity.js';
import { CardsStore } from './cards.store.js';

@Injectable()
export class CardsService {
  constructor(private readonly store: CardsStore) {}

  /** The card that says this of itself (EF05, card identification code); null when it is none of ours. */
  findByIdentification(tx: Transaction, identificationCode: string): Promise<Card | null> {
    return this.store.findByIdentification(tx, identificationCode);
  }

  /** The card of a known id; a dangling id is a fault. */
  get(tx: Transaction, id: string): Promise<Card> {
    return this.store.get(tx, id);
  }
}
