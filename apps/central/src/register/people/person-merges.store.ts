/** Keeps which registrations are one person, and finds those that may be. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';

export type PersonPair = {
  readonly one: { readonly id: string; readonly number: string; readonly name: string };
  readonly other: { readonly id: string; readonly number: string; readonly name: string };
  readonly birthDate: PlainDate;
};

export type StandingMerge = {
  readonly mergedId: string;
  readonly mergedNumber: string;
  readonly keptId: string;
  readonly keptNumber: string;
  readonly name: string;
  readonly at: Date;
};

const merged = (id: string): string =>
  `exists (select from person_merge m where m.merged_id = ${id} and m.undone_at is null)`;

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

  /** People born on one day whose names or initials agree, and that were not merged; `limit` pairs at most. */
  alike(tx: EntityManager, limit: number): Promise<PersonPair[]> {
    return tx.query(
      `select json_build_object('id', a.id, 'number', a.social_security_number, 'name', a.name) as one,
         json_build_object('id', b.id, 'number', b.social_security_number, 'name', b.name) as other, a.birth_date::text as "birthDate"
       from person a join person b on b.initials collate "C" = a.initials collate "C" and b.birth_date = a.birth_date and b.id > a.id
       where a.initials <> '' and not ${merged('a.id')} and not ${merged('b.id')}
       order by a.name collate "C", a.id, b.id limit $1`,
      [limit],
    );
  }

  standing(tx: EntityManager, limit: number): Promise<StandingMerge[]> {
    return tx.query(
      `select m.merged_id as "mergedId", o.social_security_number as "mergedNumber", m.kept_id as "keptId",
         k.social_security_number as "keptNumber", k.name, m.merged_at as at
       from person_merge m join person o on o.id = m.merged_id join person k on k.id = m.kept_id
       where m.undone_at is null order by m.merged_at desc limit $1`,
      [limit],
    );
  }
}
