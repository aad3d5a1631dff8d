/** Lists who is on the population list and how they stand, and keeps what asking them came to. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Duty, FollowUpResult } from '#libs/contract/coverage.js';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import {
  likePattern,
  readPage,
  type ListAsk,
  type ListPage,
  type ListPlan,
} from '../../ground/lists/list-page.js';

export type ListedMember = {
  readonly id: string;
  readonly personId: string | null;
  readonly number: string;
  readonly name: string;
  readonly township: string;
  readonly townshipName: string;
  readonly category: string;
  readonly phone: string | null;
  readonly pension: string;
  readonly medical: string;
  readonly result: string | null;
  readonly resultOn: string | null;
  readonly note: string | null;
};

export type MemberFilter = {
  readonly duty: Duty;
  readonly standings: readonly string[];
  readonly township: string | null;
  readonly category: string | null;
  readonly followed: boolean | null;
};

export type FollowUp = {
  readonly id: string;
  readonly memberId: string;
  readonly result: FollowUpResult;
  readonly on: string;
  readonly note: string | null;
  readonly at: Date;
  readonly by: string;
};

const sorts = {
  place: { sql: 'm.place', type: 'bigint' },
  name: { sql: 'm.name', type: 'text' },
  township: { sql: 'm.township', type: 'text' },
  category: { sql: 'm.category', type: 'text' },
  result: { sql: `coalesce(m.result, '')`, type: 'text' },
} as const satisfies ListPlan['sorts'];

@Injectable()
export class FollowedPeopleStore {
  /** Searched by name, and by a whole number. */
  page(tx: EntityManager, filter: MemberFilter, ask: ListAsk): Promise<ListPage<ListedMember>> {
    const { params, where, add } = conditions();
    if (filter.standings.length > 0)
      add(filter.standings, (place) => `m.${filter.duty} = any(${place}::text[])`);
    if (filter.township !== null) add(filter.township, (place) => `m.township = ${place}`);
    if (filter.category !== null) add(filter.category, (place) => `m.category = ${place}`);
    if (filter.followed !== null) where.push(`m.result is ${filter.followed ? 'not null' : 'null'}`);
    where.push('m.compared_on is not null');
    if (ask.search !== null)
      add(likePattern(ask.search), (place) => `m.name ilike ${place} or ${isWhole('m.number')(place)}`);
    return readPage(
      tx,
      {
        select: `m.id, m.person_id as "personId", m.number, m.name, m.township, t.name as "townshipName", m.category, m.phone, m.pension, m.medical,
          m.result, m.result_on::text as "resultOn",
          (select f.note from coverage_follow_up f where f.member_id = m.id order by f.entered_at desc limit 1) as note`,
        from: 'population_member m join township t on t.code = m.township',
        where,
        params,
        key: { sql: 'm.place', type: 'bigint' },
        sorts,
        usual: { sort: 'place', falling: false },
      },
      ask,
    );
  }

  /** False: there is no such member. */
  async lock(tx: EntityManager, memberId: string): Promise<boolean> {
    const rows: unknown[] = await tx.query('select 1 from population_member where id = $1 for update', [
      memberId,
    ]);
    return rows.length > 0;
  }

  /** `other`: this id is that of something else that was noted. */
  async add(tx: EntityManager, followUp: FollowUp): Promise<'added' | 'same' | 'other'> {
    const { id, memberId, result, on, note, at, by } = followUp;
    const added: unknown[] = await tx.query(
      `insert into coverage_follow_up (id, member_id, result, found_on, note, entered_at, entered_by) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (id) do nothing returning id`,
      [id, memberId, result, on, note, at.toISOString(), by],
    );
    if (added.length === 0) {
      const known: unknown[] = await tx.query(
        `select 1 from coverage_follow_up where id = $1 and member_id = $2 and result = $3 and found_on = $4 and note is not distinct from $5
           and entered_by = $6`,
        [id, memberId, result, on, note, by],
      );
      return known.length > 0 ? 'same' : 'other';
    }
    await tx.query('update population_member set result = $2, result_on = $3 where id = $1', [
      memberId,
      result,
      on,
    ]);
    return 'added';
  }
}
