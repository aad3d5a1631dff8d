/** Keeps the register of key versions, and knows what still hangs on one. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { KeyVersion } from './key-version.entity.js';

/** What would stop working without a version. */
export type HangingOn = {
  /** Neither replaced nor cancelled. */
  readonly cards: number;
  /** At the card maker in a batch, or being made at a counter. */
  readonly inProduction: number;
  /** Blank or allotted, under the transport key of the version. */
  readonly chips: number;
};

@Injectable()
export class KeyVersionsStore {
  /** One change of versions at a time, in all processes; until the end of the transaction. */
  async lock(tx: EntityManager): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext(current_schema() || ' key versions'))`);
  }

  list(tx: EntityManager): Promise<KeyVersion[]> {
    return tx.find(KeyVersion, { order: { version: 'ASC' } });
  }

  find(tx: EntityManager, version: number): Promise<KeyVersion | null> {
    return tx.findOneBy(KeyVersion, { version });
  }

  /** The version new cards are made with; it cannot be given up before the transaction that makes some has ended. */
  findActive(tx: EntityManager): Promise<KeyVersion | null> {
    return tx.findOne(KeyVersion, { where: { active: true }, lock: { mode: 'pessimistic_read' } });
  }

  async insert(tx: EntityManager, version: KeyVersion): Promise<void> {
    await tx.insert(KeyVersion, version);
  }

  async activate(tx: EntityManager, version: number, at: Date): Promise<void> {
    await tx.query('update key_version set active = false where active');
    await tx.query('update key_version set active = true, active_since = $2 where version = $1', [
      version,
      at.toISOString(),
    ]);
  }

  async retire(tx: EntityManager, version: number, at: Date): Promise<void> {
    await tx.query('update key_version set retired_at = $2 where version = $1', [version, at.toISOString()]);
  }

  /** Whatever still needs a version. Call under `lock`. */
  async hangingOn(tx: EntityManager, version: number): Promise<HangingOn> {
    // Whoever makes cards with a version holds its row until they are there.
    await tx.findOne(KeyVersion, { where: { version }, lock: { mode: 'pessimistic_write' } });
    await tx.query('set local enable_seqscan = on');
    const rows: HangingOn[] = await tx.query(
      `select
         (select count(*)::int from card where key_version = $1 and state not in ('replaced', 'cancelled')) as cards,
         (select count(*)::int from card_batch_item where key_version = $1 and outcome is null)
           + (select count(*)::int from issuance where key_version = $1 and stage = 'allotted') as "inProduction",
         (select count(*)::int from chip join chip_lot using (lot)
          where transport_key_version = $1 and chip.state in ('blank', 'allotted')) as chips`,
      [version],
    );
    await tx.query('set local enable_seqscan = off');
    const [row] = rows;
    if (row === undefined) throw new Error('counting gave no row');
    return row;
  }
}
