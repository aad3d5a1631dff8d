/** Keeps card sessions: a card in the reader of one terminal, from its reading until it is pulled. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CardSession } from './card-session.entity.js';

@Injectable()
export class CardSessionsStore {
  async open(tx: EntityManager, session: CardSession): Promise<void> {
    await tx.insert(CardSession, session);
  }

  find(tx: EntityManager, id: string): Promise<CardSession | null> {
    return tx.findOneBy(CardSession, { id });
  }

  findLocked(tx: EntityManager, id: string): Promise<CardSession | null> {
    return tx.findOne(CardSession, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async save(tx: EntityManager, session: CardSession): Promise<void> {
    await tx.save(CardSession, session);
  }
}
