/** Keeps which registrations are one person. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

export type StandingMerge = {
  readonly mergedId: string;
  readonly mergedNumber: string;
  readonly keptId: string;
  readonly keptNumber: string;
  readonly name: string;
  readonly at: Date;
};

@Injectable()
export class PersonMergesStore {
  /** Whom a registration was merged into; itself where it was not. */
  async keptOf(tx: EntityManager, id: string): Promise<string> {
    const rows: { keptId: string }[] = await tx.query(
      'select kept_id as "keptId" from person_merge where merged_id = $1 and undone_at is null',
      [id],
    );
    return rows[0]?.keptId ?? id;
  }

  /** The registration itself, and those that were merged into it. */
  async allOf(tx: EntityManager, id: string): Promise<string[]> {
    const rows: { mergedId: string }[] = await tx.query(
      'select merged_id as "mergedId" from person_merge where kept_id = $1 and undone_at is null',
      [id],
    );
    return [id, ...rows.map(({ mergedId }) => mergedId)];
  }

  async enter(
    tx: EntityManager,
    { mergedId, keptId, approval }: { mergedId: string; keptId: string; approval: string },
    at: Date,
  ): Promise<void> {
    await tx.query(
      'insert into person_merge (approval_id, merged_id, kept_id, merged_at) values ($1, $2, $3, $4)',
      [approval, mergedId, keptId, at.toISOString()],
    );
  }

  async undo(tx: EntityManager, mergedId: string, approval: string, at: Date): Promise<void> {
    await tx.query(
      'update person_merge set undone_by_approval = $2, undone_at = $3 where merged_id = $1 and undone_at is null',
      [mergedId, approval, at.toISOString()],
    );
  }

  /** Those that stand, the newest first; searched by name, and by a whole number of either registration. */
  list(tx: EntityManager, ask: ListAsk): Promise<ListPage<StandingMerge>> {
    const { params, where, add } = conditions();
    where.push('m.undone_at is null');
    if (ask.search !== null)
      add(
        likePattern(ask.search),
        (place) =>
          `k.name ilike ${place} or ${isWhole('k.social_security_number')(place)} or ${isWhole('o.social_security_number')(place)}`,
      );
    return readPage(
      tx,
      {
        select: `m.merged_id as "mergedId", o.social_security_number as "mergedNumber", m.kept_id as "keptId",
          k.social_security_number as "keptNumber", k.name, m.merged_at as at`,
        from: 'person_merge m join person o on o.id = m.merged_id join person k on k.id = m.kept_id',
        where,
        params,
        key: { sql: 'm.approval_id', type: 'uuid' },
        sorts: { time: { sql: 'm.merged_at', type: 'timestamptz' }, name: { sql: 'k.name', type: 'text' } },
        usual: { sort: 'time', falling: true },
      },
      ask,
    );
  }
}
