/** Keeps which registrations may be of one person, and of which somebody said that they are not; finds them over the whole register. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DuplicateSign, Registration } from '#libs/identity/duplicates.js';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import type { ListedPair, PairState } from './duplicate-pair.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

export type Candidate = readonly [
  Registration & { readonly id: string },
  Registration & { readonly id: string },
];

export type FoundPair = {
  readonly oneId: string;
  readonly otherId: string;
  readonly sign: DuplicateSign;
  readonly name: string;
};

const turn = (p: string): string =>
  `(left(${p}.social_security_number, 6) || substr(${p}.social_security_number, 15, 3))`;
const shown = (p: string): string =>
  `json_build_object('id', ${p}.id, 'number', ${p}.social_security_number, 'name', ${p}.name, 'birthDate', ${p}.birth_date::text)`;
const standsAlone = (id: string): string =>
  `not exists (select from person_merge m where m.merged_id = ${id} and m.undone_at is null)`;
const afterAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

@Injectable()
export class DuplicatesStore {
  /** Where the next slice of people ends; null: it is the last one. */
  async edge(tx: EntityManager, after: string, people: number): Promise<string | null> {
    const rows: { id: string }[] = await tx.query(
      'select id from person where id > $1 order by id offset $2 limit 1',
      [after, people],
    );
    return rows[0]?.id ?? null;
  }

  /**
   * Who is registered after a slice's people and is alike: the same initials, and born on the same day or with a number that agrees but for
   * the birth date. Only what stands alone.
   */
  async candidates(
    tx: EntityManager,
    { after, last }: { readonly after: string; readonly last: string | null },
  ): Promise<Candidate[]> {
    const rows: { one: Candidate[0]; other: Candidate[1] }[] = await tx.query(
      `with slice as materialized (select id, social_security_number, name, birth_date, initials from person
         where id > $1 and id <= $2 and initials <> '' and ${standsAlone('id')})
       select ${shown('a')} as one, ${shown('b')} as other from slice a
         cross join lateral (
           select p.* from person p where p.initials collate "C" = a.initials collate "C" and p.birth_date = a.birth_date and p.id > a.id
           union all
           select p.* from person p where ${turn('p')} = ${turn('a')} and p.initials collate "C" = a.initials collate "C"
             and p.birth_date <> a.birth_date and p.id > a.id
         ) b where ${standsAlone('b.id')}`,
      [after, last ?? afterAll],
    );
    return rows.map(({ one, other }) => [one, other]);
  }

  async keep(tx: EntityManager, pairs: readonly FoundPair[], at: Date): Promise<void> {
    await tx.query(
      `insert into duplicate_pair (one_id, other_id, sign, name, found_at, seen_at)
       select one, other, sign, name, $5, $5 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as found (one, other, sign, name)
       on conflict (one_id, other_id) do update set sign = excluded.sign, name = excluded.name, seen_at = excluded.seen_at`,
      [
        pairs.map(({ oneId }) => oneId),
        pairs.map(({ otherId }) => otherId),
        pairs.map(({ sign }) => sign),
        pairs.map(({ name }) => name),
        at.toISOString(),
      ],
    );
  }

  /** What a whole search that began at a moment did not find is not alike any more. */
  async dropUnseen(tx: EntityManager, begun: Date): Promise<void> {
    await tx.query('delete from duplicate_pair where seen_at < $1', [begun.toISOString()]);
  }

  async count(tx: EntityManager): Promise<number> {
    const [row]: { count: number }[] = await tx.query('select count(*)::int as count from duplicate_pair');
    return row?.count ?? 0;
  }

  /** By name; searched by a name, and by a whole number of either. */
  list(tx: EntityManager, state: PairState, ask: ListAsk): Promise<ListPage<ListedPair>> {
    const { params, where, add } = conditions();
    const told = `person_told_apart t where t.one_id = d.one_id and t.other_id = d.other_id and t.undone_at is null`;
    if (state === 'open')
      where.push(`not exists (select from ${told})`, standsAlone('d.one_id'), standsAlone('d.other_id'));
    else where.push('d.undone_at is null');
    if (ask.search !== null)
      add(
        likePattern(ask.search),
        (place) =>
          `a.name ilike ${place} or b.name ilike ${place} or ${isWhole('a.social_security_number')(place)} or ${isWhole('b.social_security_number')(place)}`,
      );
    const name = state === 'open' ? 'd.name' : 'a.name';
    return readPage(
      tx,
      {
        select: `${state === 'open' ? 'd.sign' : `'told-apart'`} as sign, json_build_array(${shown('a')}, ${shown('b')}) as people,
          ${state === 'open' ? 'null as reason, null as "decidedBy", null as "decidedAt"' : 'd.reason, d.decided_by as "decidedBy", d.decided_at as "decidedAt"'}`,
        from: `${state === 'open' ? 'duplicate_pair' : 'person_told_apart'} d join person a on a.id = d.one_id join person b on b.id = d.other_id`,
        where,
        params,
        key: { sql: '(d.one_id::text || d.other_id::text)', type: 'text' },
        sorts: {
          name: { sql: name, type: 'text' },
          time: { sql: state === 'open' ? 'd.found_at' : 'd.decided_at', type: 'timestamptz' },
        },
        usual: { sort: 'name', falling: false },
      },
      ask,
    );
  }

  async isToldApart(tx: EntityManager, oneId: string, otherId: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      'select 1 from person_told_apart where one_id = $1 and other_id = $2 and undone_at is null',
      [oneId, otherId].toSorted(),
    );
    return rows.length > 0;
  }

  /** Said before already: it stays as it was said. */
  async tellApart(
    tx: EntityManager,
    ids: readonly [string, string],
    { reason, by, at }: { readonly reason: string; readonly by: string; readonly at: Date },
  ): Promise<void> {
    await tx.query(
      `insert into person_told_apart (one_id, other_id, reason, decided_by, decided_at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [...ids.toSorted(), reason, by, at.toISOString()],
    );
  }

  /** False: nobody had said so. */
  async takeBack(
    tx: EntityManager,
    ids: readonly [string, string],
    { reason, by, at }: { readonly reason: string; readonly by: string; readonly at: Date },
  ): Promise<boolean> {
    const [, changed]: [unknown, number] = await tx.query(
      `update person_told_apart set undone_at = $5, undone_by = $4, undone_reason = $3 where one_id = $1 and other_id = $2 and undone_at is null`,
      [...ids.toSorted(), reason, by, at.toISOString()],
    );
    return changed > 0;
  }
}
