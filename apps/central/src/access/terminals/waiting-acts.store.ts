/** Keeps the last statement of each terminal about the acts that wait there: one row a terminal, replaced by the next. */
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
import type { StatedActDto, WaitingActsStatementDto } from './waiting-acts.dto.js';

type WindowRow = {
  readonly code: string;
  readonly name: string;
  readonly state: 'waiting' | 'enrolled' | 'withdrawn';
  readonly statedAt: Date | null;
  readonly total: number;
  readonly listed: number;
};

/** An act, where it waits, and as of when. */
type WaitingAct = Pick<WindowRow, 'code' | 'name'> & {
  readonly statedAt: Date;
  readonly windowState: WindowRow['state'];
  readonly act: StatedActDto;
  /** Null for a number that the register does not have. */
  readonly staffName: string | null;
};

/** What of an act is searched for by words that the database does not have. */
export type CalledActs = {
  readonly kinds: readonly string[];
  readonly services: readonly string[];
  readonly problems: readonly string[];
};

const sorts = {
  since: { sql: `(a.act->>'since')::timestamptz`, type: 'timestamptz' },
  window: { sql: 't.code', type: 'text' },
  kind: { sql: `a.act->>'kind' || coalesce(' ' || (a.act->>'service'), '')`, type: 'text' },
  clerk: { sql: `coalesce(a.act->>'staffNumber', '')`, type: 'text' },
  cause: { sql: `a.act->>'state' || coalesce(' ' || (a.act->>'problemCode'), '')`, type: 'text' },
} as const satisfies ListPlan['sorts'];

@Injectable()
export class WaitingActsStore {
  async replace(
    tx: EntityManager,
    terminalId: string,
    { total, acts }: WaitingActsStatementDto,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into waiting_acts (terminal_id, stated_at, total, acts) values ($1, $2, $3, $4)
       on conflict (terminal_id) do update set stated_at = excluded.stated_at, total = excluded.total, acts = excluded.acts`,
      [terminalId, at.toISOString(), total, JSON.stringify(acts)],
    );
  }

  /** Every enrolled terminal, and each other whose last statement has something in it; by code. */
  windows(tx: EntityManager): Promise<readonly WindowRow[]> {
    return tx.query(
      `select t.code, t.name, t.state, w.stated_at as "statedAt", coalesce(w.total, 0) as total, coalesce(jsonb_array_length(w.acts), 0) as listed
       from terminal t left join waiting_acts w on w.terminal_id = t.id
       where t.state = 'enrolled' or w.total > 0 order by t.code`,
    );
  }

  /** Acts one by one, of all windows, longest waiting first; searched by window, clerk, key, and what its kind and cause are called. */
  page(tx: EntityManager, called: CalledActs, ask: ListAsk): Promise<ListPage<WaitingAct>> {
    const { params, where, add } = conditions();
    if (ask.search !== null) {
      const among = (field: string, values: readonly string[]): string =>
        `a.act->>'${field}' = any($${params.push(values)}::text[])`;
      const words = [
        among('kind', called.kinds),
        among('service', called.services),
        among('problemCode', called.problems),
      ];
      add(likePattern(ask.search), (place) =>
        [
          inAnyOf('t.code', 't.name', 'm.name', `a.act->>'staffNumber'`, `a.act->>'key'`)(place),
          ...words,
        ].join(' or '),
      );
    }
    return readPage(
      tx,
      {
        select: `t.code, t.name, t.state as "windowState", w.stated_at as "statedAt", a.act, m.name as "staffName"`,
        from: `waiting_acts w join terminal t on t.id = w.terminal_id cross join lateral jsonb_array_elements(w.acts) as a(act)
          left join staff_member m on m.staff_number = a.act->>'staffNumber'`,
        where,
        params,
        key: { sql: `t.code || ' ' || (a.act->>'key')`, type: 'text' },
        sorts,
        usual: { sort: 'since', falling: false },
      },
      ask,
    );
  }
}
