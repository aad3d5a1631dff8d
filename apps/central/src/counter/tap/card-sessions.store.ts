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

  /** Ends some sessions that were begun before then and never ended; returns how many. */
  async endStale(tx: EntityManager, begunBefore: Date, now: Date, limit: number): Promise<number> {
    const [, count]: [unknown[], number] = await tx.query(
      `update card_session set state = 'ended', ended_at = $2 where id in (
         select id from card_session where state in ('challenged', 'open') and started_at < $1
         order by started_at limit $3 for update skip locked)`,
      [begunBefore.toISOString(), now.toISOString(), limit],
    );
    return count;
  }

  async save(tx: EntityManager, session: CardSession): Promise<void> {
    await tx.save(CardSession, session);
  }
}
