/**
 * How far a list that is followed by number can be handed out: never past a number that somebody may still commit.
 *
 * Numbers are drawn before their rows are committed, so that a higher one can be there first and whoever follows the list would
 * pass by the lower one. Whoever writes into a table holds its lock from before the draw to the end of the transaction: numbers
 * drawn up to now are settled once everybody who holds it now has ended. Writers are not slowed down for it.
 */
import { Injectable } from '@nestjs/common';
import { Database } from './database.js';

/** The lists there are: the table, and the last number that was drawn for it. */
const lists = {
  audit_event: `select pg_sequence_last_value('audit_event_id_seq') as last`,
  operation: `select pg_sequence_last_value('operation_change') as last`,
} as const;

export type FollowedList = keyof typeof lists;

/** A number, the transactions that may still hold one up to it, and when that was noted. */
type Mark = { readonly last: number; readonly writers: ReadonlySet<string>; readonly notedAt: number };

/** Who was writing at a moment; answers may overtake one another. */
type Look = { readonly writers: ReadonlySet<string>; readonly askedAt: number };

// Most writers end within milliseconds; of one that takes longer, the list says nothing until the next question.
const waitMs = 500;
const lookEveryMs = 10;

@Injectable()
export class FollowedNumbers {
  private moments = 0;
  private readonly marks = new Map<FollowedList, readonly Mark[]>();

  constructor(private readonly database: Database) {}

  /**
   * The highest number of the list known to be settled: no row up to it is still to come. Waits half a second at most for those
   * who are writing. Read the list after this, not before.
   */
  async settled(list: FollowedList): Promise<number> {
    const last = await this.lastOf(list);
    const first = await this.look(list);
    this.leaveOutEnded(list, first);
    this.marks.set(list, [
      ...(this.marks.get(list) ?? []),
      { last, writers: first.writers, notedAt: this.moment() },
    ]);
    const until = performance.now() + waitMs;
    while (this.settledOf(list) < last && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      this.leaveOutEnded(list, await this.look(list));
    }
    return this.settledOf(list);
  }

  private settledOf(list: FollowedList): number {
    const settled = (this.marks.get(list) ?? []).filter(({ writers }) => writers.size === 0);
    return Math.max(0, ...settled.map(({ last }) => last));
  }

  /** Takes out of marks noted before the look who was no longer writing; of marks that wait for the same, the highest is enough. */
  private leaveOutEnded(list: FollowedList, { writers: now, askedAt }: Look): void {
    const kept = new Map<string, Mark>();
    for (const mark of (this.marks.get(list) ?? []).toSorted((one, other) => one.last - other.last)) {
      const still =
        mark.notedAt < askedAt ? new Set([...mark.writers].filter((one) => now.has(one))) : mark.writers;
      kept.set([...still].toSorted().join(' '), { ...mark, writers: still });
    }
    this.marks.set(list, [...kept.values()]);
  }

  private moment(): number {
    this.moments += 1;
    return this.moments;
  }

  private async lastOf(list: FollowedList): Promise<number> {
    const [row] = await this.database.read<{ last: string | null }[]>((tx) => tx.query(lists[list]));
    return Number(row?.last ?? 0);
  }

  private async look(list: FollowedList): Promise<Look> {
    const askedAt = this.moment();
    const rows = await this.database.read<{ writer: string }[]>((tx) =>
      tx.query(
        `select virtualtransaction as writer from pg_locks
         where locktype = 'relation' and relation = $1::regclass and mode = 'RowExclusiveLock' and granted
           and database = (select oid from pg_database where datname = current_database())`,
        [list],
      ),
    );
    return { writers: new Set(rows.map(({ writer }) => writer)), askedAt };
  }
}
