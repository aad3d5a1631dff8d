/** Cards of the register, for the other domains. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.js';
import type { Card } from './card.entity.js';
import { CardsStore } from './cards.store.js';

@Injectable()
export class CardsService {
  constructor(private readonly store: CardsStore) {}

  /** The card of a known id; a dangling id is a fault. */
  get(tx: Transaction, id: string): Promise<Card> {
    return this.store.get(tx, id);
  }
}
