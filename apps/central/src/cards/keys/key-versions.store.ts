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

export type UsesOfVersion = {
  readonly version: number;
  readonly purpose: string;
  readonly count: number;
  /** ISO instant. */
  readonly lastAt: string;
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

  /** What hangs on each version, counted without holding anybody up. */
  async hangingOnEach(tx: EntityManager): Promise<ReadonlyMap<number, HangingOn>> {
    const rows: (HangingOn & { version: number })[] = await tx.query(
      `with cards as (select key_version as version, count(*)::int as n from card where state not in ('replaced', 'cancelled') group by 1),
         batch as (select key_version as version, count(*)::int as n from card_batch_item where outcome is null group by 1),
         counter as (select key_version as version, count(*)::int as n from issuance where stage = 'allotted' group by 1),
         chips as (select transport_key_version as version, count(*)::int as n from chip join chip_lot using (lot) where chip.state in ('blank', 'allotted') group by 1)
       select v.version, coalesce(cards.n, 0) as cards, coalesce(batch.n, 0) + coalesce(counter.n, 0) as "inProduction", coalesce(chips.n, 0) as chips
       from key_version v left join cards using (version) left join batch using (version) left join counter using (version) left join chips using (version)`,
    );
    return new Map(rows.map(({ version, ...hanging }) => [version, hanging]));
  }

  /** How often the keys of each version were used since then, by what for; a proof at a tap stands with the tap. */
  async usesOfEach(tx: EntityManager, since: Date): Promise<readonly UsesOfVersion[]> {
    const rows: (Omit<UsesOfVersion, 'version' | 'lastAt'> & { version: string; lastAt: Date })[] =
      await tx.query(
        `select detail->>'keyVersion' as version, coalesce(detail->>'purpose', '') as purpose, count(*)::int as count, max(at) as "lastAt"
         from audit_event where action = 'key.used' and at >= $1 group by 1, 2 order by 3 desc, 2`,
        [since.toISOString()],
      );
    return rows.map((row) => ({ ...row, version: Number(row.version), lastAt: row.lastAt.toISOString() }));
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
