/** Reads the staff as a list that the database searches, sorts and counts. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Role } from '#libs/contract/authority.js';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import {
  likePattern,
  readPage,
  type ListAsk,
  type ListPage,
  type ListPlan,
} from '../../ground/lists/list-page.js';
import type { StaffMember, StaffState } from './staff-member.entity.js';

export type ListedMember = Pick<
  StaffMember,
  'staffNumber' | 'name' | 'role' | 'state' | 'joinedAt' | 'lastSignedInAt'
>;

const sorts = {
  number: { sql: 'm.staff_number', type: 'text' },
  name: { sql: 'm.name', type: 'text' },
  role: { sql: 'm.role', type: 'text' },
  state: { sql: 'm.state', type: 'text' },
  lastSignedIn: { sql: `coalesce(m.last_signed_in_at, '-infinity')`, type: 'timestamptz' },
  joined: { sql: 'm.joined_at', type: 'timestamptz' },
} as const satisfies ListPlan['sorts'];

@Injectable()
export class StaffListStore {
  /** `called` are the roles that what is searched for is a word of. */
  page(
    tx: EntityManager,
    { state, called }: { readonly state: StaffState | null; readonly called: readonly Role[] },
    ask: ListAsk,
  ): Promise<ListPage<ListedMember>> {
    const { params, where, add } = conditions();
    if (state !== null) add(state, (place) => `m.state = ${place}`);
    if (ask.search !== null) {
      params.push(called);
      const roles = `m.role = any($${params.length}::text[])`;
      add(
        likePattern(ask.search),
        (place) => `${inAnyOf('m.staff_number', 'm.name', 'm.role')(place)} or ${roles}`,
      );
    }
    return readPage(
      tx,
      {
        select: `m.staff_number as "staffNumber", m.name, m.role, m.state, m.joined_at as "joinedAt",
          m.last_signed_in_at as "lastSignedInAt"`,
        from: 'staff_member m',
        where,
        params,
        key: { sql: 'm.staff_number', type: 'text' },
        sorts,
        usual: { sort: 'number', falling: false },
      },
      ask,
    );
  }

  /** How many there are in each state. */
  counts(tx: EntityManager): Promise<{ readonly state: StaffState; readonly count: number }[]> {
    return tx.query('select state, count(*)::int as count from staff_member group by state order by state');
  }
}
