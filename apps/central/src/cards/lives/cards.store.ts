/** Keeps the cards of the register. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { Card } from './card.entity.js';

@Injectable()
export class CardsStore {
  findByIdentification(tx: EntityManager, identificationCode: string): Promise<Card | null> {
    return tx.findOneBy(Card, { identificationCode });
  }

  findByNumber(tx: EntityManager, cardNumber: string): Promise<Card | null> {
    return tx.findOneBy(Card, { cardNumber });
  }

  async get(tx: EntityManager, id: string): Promise<Card> {
    return tx.findOneByOrFail(Card, { id });
  }

  /** All cards that some registrations ever had, the newest first. */
  ofPeople(tx: EntityManager, personIds: readonly string[]): Promise<Card[]> {
    return tx.find(Card, { where: { personId: In([...personIds]) }, order: { issuedOn: 'DESC', id: 'ASC' } });
  }

  /** Whether a card of one of them was cancelled as it was formally reported lost. */
  async gaveUpLost(tx: EntityManager, personIds: readonly string[]): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `select 1 from card_event where card_id = any (array(select id from card where person_id = any($1::uuid[])))
         and act = 'cancel' and from_state = 'formally-lost' limit 1`,
      [personIds],
    );
    return rows.length > 0;
  }

  async insert(tx: EntityManager, card: Card): Promise<void> {
    await tx.insert(Card, card);
  }
}
