/** Reads a day's shifts as a list that the database searches, sorts and counts. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import {
  likePattern,
  readPage,
  type ListAsk,
  type ListPage,
  type ListPlan,
} from '../../ground/lists/list-page.js';
import { shiftColumns, shiftFrom, shiftOf, type Shift, type ShiftRow } from './shifts.store.js';

export type ShiftFilter = {
  readonly day: PlainDate;
  readonly terminalId: string | null;
  readonly staffNumber: string | null;
};

const sorts = {
  begun: { sql: 's.begun_at', type: 'timestamptz' },
  window: { sql: 't.name', type: 'text' },
  clerk: { sql: 's.staff_number', type: 'text' },
  state: { sql: 's.state', type: 'text' },
  counted: { sql: 'coalesce(s.counted_fen, -1)', type: 'bigint' },
  difference: { sql: 'coalesce(s.counted_fen - s.expected_fen, 0)', type: 'bigint' },
} as const satisfies ListPlan['sorts'];

const narrowed = ({ day, terminalId, staffNumber }: ShiftFilter, search: string | null) => {
  const { params, where, add } = conditions();
  add(day, (place) => `s.business_date = ${place}`);
  if (terminalId !== null) add(terminalId, (place) => `s.terminal_id = ${place}`);
  if (staffNumber !== null) add(staffNumber, (place) => `s.staff_number = ${place}`);
  if (search !== null)
    add(likePattern(search), inAnyOf('s.staff_number', 'm.name', 't.name', 't.code', 'o.receipt_number'));
  return { params, where };
};

@Injectable()
export class ShiftListStore {
  /** Searched by clerk, window and the slip of the end. */
  async page(tx: EntityManager, filter: ShiftFilter, ask: ListAsk): Promise<ListPage<Shift>> {
    const page = await readPage<ShiftRow>(
      tx,
      {
        select: shiftColumns,
        from: shiftFrom,
        ...narrowed(filter, ask.search),
        key: { sql: 's.id', type: 'uuid' },
        sorts,
        usual: { sort: 'begun', falling: false },
      },
      ask,
    );
    return { ...page, rows: page.rows.map(shiftOf) };
  }

  /** All shifts that match, on whatever page, and how many of them ended with a difference; a day's are few enough to name. */
  async matching(
    tx: EntityManager,
    filter: ShiftFilter,
    search: string | null,
  ): Promise<{ readonly ids: readonly string[]; readonly differing: number }> {
    const { params, where } = narrowed(filter, search);
    const rows: { id: string; differs: boolean }[] = await tx.query(
      `select s.id, coalesce(s.counted_fen <> s.expected_fen, false) as differs from ${shiftFrom}
       where ${where.map((each) => `(${each})`).join(' and ')}`,
      params,
    );
    return { ids: rows.map(({ id }) => id), differing: rows.filter(({ differs }) => differs).length };
  }
}
