/** Reads the terminals as a list that the database searches, sorts and counts. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import {
  likePattern,
  readPage,
  type ListAsk,
  type ListPage,
  type ListPlan,
} from '../../ground/lists/list-page.js';
import type { Terminal } from './terminal.entity.js';

export type ListedTerminal = Pick<
  Terminal,
  | 'code'
  | 'name'
  | 'kind'
  | 'state'
  | 'depot'
  | 'enrolledAt'
  | 'lastSeenAt'
  | 'programVersion'
  | 'clockAheadSeconds'
> & {
  readonly codeGoodUntil: Date | null;
  readonly staff: string[];
};

const sorts = {
  code: { sql: 't.code', type: 'text' },
  name: { sql: 't.name', type: 'text' },
  state: { sql: 't.state', type: 'text' },
  kind: { sql: 't.kind', type: 'text' },
  seen: { sql: `coalesce(t.last_seen_at, '-infinity')`, type: 'timestamptz' },
  enrolled: { sql: `coalesce(t.enrolled_at, '-infinity')`, type: 'timestamptz' },
  version: { sql: `coalesce(t.program_version, '')`, type: 'text' },
  depot: { sql: `coalesce(t.depot, '')`, type: 'text' },
} as const satisfies ListPlan['sorts'];

/** Who is signed in at a terminal; `now` is the place of the present. */
const signedIn = (now: string): string =>
  `staff_session s join staff_member m using (staff_number) where s.terminal_id = t.id and s.ended_at is null and s.shift_ends_at > ${now}`;

@Injectable()
export class TerminalListStore {
  /** Searched by short name, name, depot, version and whoever is signed in there. */
  page(tx: EntityManager, now: Date, ask: ListAsk): Promise<ListPage<ListedTerminal>> {
    const { params, where, add } = conditions();
    params.push(now.toISOString());
    if (ask.search !== null)
      add(
        likePattern(ask.search),
        (place) =>
          `${inAnyOf('t.code', 't.name', 't.depot', 't.program_version')(place)}
           or exists (select from ${signedIn('$1')} and (${inAnyOf('m.staff_number', 'm.name')(place)}))`,
      );
    return readPage(
      tx,
      {
        select: `t.code, t.name, t.kind, t.state, t.depot, t.enrolled_at as "enrolledAt", t.last_seen_at as "lastSeenAt", t.program_version as "programVersion",
          t.clock_ahead_seconds as "clockAheadSeconds",
          case when t.enrolment_code_digest is not null and t.state = 'waiting' and t.enrolment_code_expires_at > $1::timestamptz
            then t.enrolment_code_expires_at end as "codeGoodUntil",
          array(select m.name || '（' || m.staff_number || '）' from ${signedIn('$1::timestamptz')}
            group by m.name, m.staff_number order by min(s.signed_in_at)) as staff`,
        from: 'terminal t',
        // Counting names no present: the place is named here, so that it is always told its type.
        where: ['$1::timestamptz is not null', ...where],
        params,
        key: { sql: 't.code', type: 'text' },
        sorts,
        usual: { sort: 'code', falling: false },
      },
      ask,
    );
  }
}
