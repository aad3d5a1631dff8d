/** Reads whom a unit insures on a day, person by person. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';

export type UnitPersonRow = {
  readonly personId: string;
  readonly name: string;
  readonly number: string;
  readonly participations: readonly {
    readonly id: string;
    readonly scheme: string;
    readonly category: string;
    readonly projectCode: string | null;
    readonly since: string;
    readonly until: string | null;
    readonly endReason: string | null;
  }[];
};

const standing = `p.unit_code = $1 and p.voided_at is null and p.since <= $2 and (p.until is null or p.until >= $2)`;

/** Whose people: of a unit on a day, of one of its projects alone if one is given. */
export type PeopleOf = {
  readonly unitCode: string;
  readonly on: PlainDate;
  readonly project: string | null;
};

@Injectable()
export class UnitPeopleStore {
  /** In the order of names, `limit` at most, after a person if one is given. */
  people(
    tx: EntityManager,
    { unitCode, on, project }: PeopleOf,
    after: string | null,
    limit: number,
  ): Promise<UnitPersonRow[]> {
    return tx.query(
      `select o.id as "personId", o.name, o.social_security_number as number, jsonb_agg(jsonb_build_object('id', p.id, 'scheme', p.scheme,
         'category', p.category, 'projectCode', p.project_code, 'since', p.since, 'until', p.until, 'endReason', p.end_reason)
         order by p.scheme) as participations
       from participation p join person o on o.id = p.person_id
       where ${standing} and ($5::text is null or p.project_code = $5) and ($3::uuid is null or (o.name collate "C", o.id) > (select name collate "C", id from person where id = $3))
       group by o.id order by o.name collate "C", o.id limit $4`,
      [unitCode, on, after, limit, project],
    );
  }

  async count(tx: EntityManager, { unitCode, on, project }: PeopleOf): Promise<number> {
    const rows: { people: number }[] = await tx.query(
      `select count(distinct p.person_id)::int as people from participation p where ${standing} and ($3::text is null or p.project_code = $3)`,
      [unitCode, on, project],
    );
    return rows[0]?.people ?? 0;
  }

  bySchemes(
    tx: EntityManager,
    unitCode: string,
    on: PlainDate,
  ): Promise<{ readonly scheme: string; readonly people: number }[]> {
    return tx.query(
      `select p.scheme, count(distinct p.person_id)::int as people from participation p where ${standing} group by p.scheme order by p.scheme`,
      [unitCode, on],
    );
  }
}
