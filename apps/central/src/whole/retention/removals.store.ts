/** Takes away rows past their time, some at once, and whole months; makes the months ahead. The one place where age removes anything. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Rows from before `$1`, `$2` at most, the oldest first; what somebody is at stays for another time. */
const statements = {
  // One that was never received stays, however old: somebody still waits for it.
  notification: `delete from notification where id in (
    select id from notification where next_attempt_at is null and created_at < $1 order by created_at limit $2 for update skip locked)`,
  staff_session: `delete from staff_session where id in (
    select id from staff_session where shift_ends_at < $1 order by shift_ends_at limit $2 for update skip locked)`,
  handed_in_document: `delete from handed_in_document where id in (
    select id from handed_in_document where handed_in_at < $1 order by handed_in_at limit $2 for update skip locked)`,
  keyed_write: `delete from keyed_write where (staff_number, key_digest) in (
    select staff_number, key_digest from keyed_write where asked_at < $1 order by asked_at limit $2 for update skip locked)`,
  terminal_day: `delete from terminal_day where (terminal_id, day, run, act) in (
    select terminal_id, day, run, act from terminal_day where counted_at < $1 order by counted_at limit $2 for update skip locked)`,
  // Of work that never came to its end, every chunk is kept: it goes on from there.
  work_chunk: `delete from work_chunk where (work_id, number) in (
    select c.work_id, c.number from work_chunk c where c.state = 'done' and c.done_at < $1
      and exists (select from work w where w.id = c.work_id and w.finished_at is not null)
    order by c.done_at limit $2 for update skip locked)`,
} as const;

export type RemovedByRows = keyof typeof statements;

export const removedByRows = Object.keys(statements) as readonly RemovedByRows[];

/** Tables that are cut by month. */
export const cutByMonth = ['audit_event', 'card_session'] as const;

export type MonthsMade = {
  readonly table: string;
  readonly made: readonly string[];
  /** How many rows lie in no month: nobody made it before they came, or a clock was wrong. */
  readonly withoutMonth: number;
};

@Injectable()
export class RemovalsStore {
  /** Removes some rows and returns how many. */
  async remove(tx: EntityManager, table: RemovedByRows, before: Date, limit: number): Promise<number> {
    const [, count]: [unknown[], number] = await tx.query(statements[table], [before.toISOString(), limit]);
    return count;
  }

  /** Parts of a table that end before an instant, the oldest first. */
  async monthsBefore(tx: EntityManager, table: string, before: Date): Promise<readonly string[]> {
    const rows: { name: string }[] = await tx.query(
      `select c.relname as name from pg_inherits join pg_class c on c.oid = inhrelid
       where inhparent = $1::regclass and part_ends(c.relname) <= $2 order by part_ends(c.relname)`,
      [table, before.toISOString()],
    );
    return rows.map(({ name }) => name);
  }

  /**
   * Removes a part with all its rows and returns how many they were; null, and it stays, while an act without an outcome needs a
   * session in it. The database refuses one that is not past its term.
   */
  async dropMonth(tx: EntityManager, part: string): Promise<number | null> {
    const [row]: { rows: string | null }[] = await tx.query('select drop_month($1) as rows', [part]);
    return row === undefined || row.rows === null ? null : Number(row.rows);
  }

  /** Removes some card sessions that lie in no month, past their term, and returns how many. */
  async forgetCardSessionsWithoutMonth(tx: EntityManager, limit: number): Promise<number> {
    const [row]: { rows: string }[] = await tx.query(
      'select forget_card_sessions_without_month($1) as rows',
      [limit],
    );
    return Number(row?.rows ?? 0);
  }

  /** Makes the parts of this month and of so many after it where they are missing. */
  async makeMonths(tx: EntityManager, ahead: number): Promise<readonly MonthsMade[]> {
    const rows: { of_table: string; made: string[]; without_month: string }[] = await tx.query(
      'select * from make_months($1)',
      [ahead],
    );
    return rows.map(({ of_table, made, without_month }) => ({
      table: of_table,
      made,
      withoutMonth: Number(without_month),
    }));
  }
}
