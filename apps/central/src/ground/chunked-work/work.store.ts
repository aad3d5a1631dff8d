/** Keeps pieces of long work and their chunks; a chunk is claimed by its row lock, which a dead worker cannot keep. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type WorkChunk = {
  readonly number: number;
  /** The range of rows it stands for, both ends included. */
  readonly first: number;
  readonly last: number;
  readonly items: number;
};

export type NewWork = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly plannedAt: Date;
  readonly plannedBy: string;
};

export type WorkStatus = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly items: number;
  readonly itemsDone: number;
  readonly chunks: number;
  readonly chunksDone: number;
  readonly chunksFailed: number;
  /** Why the first failed chunk failed. */
  readonly fault: string | null;
  readonly plannedAt: string;
  readonly plannedBy: string;
  readonly lastDoneAt: string | null;
  readonly finishedAt: string | null;
};

type Row = Readonly<Record<string, string | number | null>>;

@Injectable()
export class WorkStore {
  /** False when there is work of that kind for that subject already. */
  async insert(tx: EntityManager, work: NewWork, chunks: readonly WorkChunk[]): Promise<boolean> {
    const items = chunks.reduce((sum, chunk) => sum + chunk.items, 0);
    const made: unknown[] = await tx.query(
      `insert into work (id, kind, subject, items, chunks, planned_at, planned_by) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (kind, subject) do nothing returning id`,
      [work.id, work.kind, work.subject, items, chunks.length, work.plannedAt.toISOString(), work.plannedBy],
    );
    if (made.length === 0) return false;
    await tx.query(
      `insert into work_chunk (work_id, number, first, last, items)
       select $1, * from unnest($2::int[], $3::bigint[], $4::bigint[], $5::int[])`,
      [
        work.id,
        chunks.map(({ number }) => number),
        chunks.map(({ first }) => first),
        chunks.map(({ last }) => last),
        chunks.map((chunk) => chunk.items),
      ],
    );
    return true;
  }

  async idOf(tx: EntityManager, kind: string, subject: string): Promise<string | null> {
    const [row]: { id: string }[] = await tx.query('select id from work where kind = $1 and subject = $2', [
      kind,
      subject,
    ]);
    return row?.id ?? null;
  }

  /** What work of a kind that has not come to its end is done to, the oldest first. */
  async unfinished(tx: EntityManager, kind: string): Promise<string[]> {
    const rows: { subject: string }[] = await tx.query(
      'select subject from work where kind = $1 and finished_at is null order by planned_at',
      [kind],
    );
    return rows.map(({ subject }) => subject);
  }

  /**
   * Claims the next open chunk that nobody holds, except those named; null when there is none. The claim lasts as long
   * as the transaction. Long statements are let run; a worker that stands still in the middle loses its claim.
   */
  async claim(tx: EntityManager, workId: string, except: readonly number[]): Promise<WorkChunk | null> {
    await tx.query(
      `set local statement_timeout = '10min'; set local idle_in_transaction_session_timeout = '2min'`,
    );
    const [row]: { number: number; first: string; last: string; items: number }[] = await tx.query(
      `select number, first, last, items from work_chunk
       where work_id = $1 and state <> 'done' and number <> all ($2::int[])
       order by number limit 1 for update skip locked`,
      [workId, except],
    );
    return row === undefined ? null : { ...row, first: Number(row.first), last: Number(row.last) };
  }

  async markDone(tx: EntityManager, workId: string, number: number, at: Date): Promise<void> {
    await tx.query(
      `update work_chunk set state = 'done', done_at = $3, attempts = attempts + 1, fault = null
       where work_id = $1 and number = $2`,
      [workId, number, at.toISOString()],
    );
  }

  async markFailed(tx: EntityManager, workId: string, number: number, fault: string): Promise<void> {
    await tx.query(
      `update work_chunk set state = 'failed', attempts = attempts + 1, fault = $3
       where work_id = $1 and number = $2 and state <> 'done'`,
      [workId, number, fault],
    );
  }

  /** Locks the work for its finishing step: `finished` before, `held` by another worker, or `mine`. */
  async claimFinish(tx: EntityManager, workId: string): Promise<'finished' | 'held' | 'mine'> {
    const [row]: { finished: boolean }[] = await tx.query(
      'select finished_at is not null as finished from work where id = $1 for update skip locked',
      [workId],
    );
    if (row === undefined) return 'held';
    return row.finished ? 'finished' : 'mine';
  }

  async markFinished(tx: EntityManager, workId: string, at: Date): Promise<void> {
    await tx.query('update work set finished_at = $2 where id = $1', [workId, at.toISOString()]);
  }

  async status(tx: EntityManager, workId: string): Promise<WorkStatus | null> {
    const [row]: Row[] = await tx.query(
      `select work.id, kind, subject, work.items, chunks, planned_at, planned_by, finished_at,
         coalesce(sum(chunk.items) filter (where chunk.state = 'done'), 0) as items_done,
         count(*) filter (where chunk.state = 'done') as chunks_done,
         count(*) filter (where chunk.state = 'failed') as chunks_failed,
         (array_agg(chunk.fault order by chunk.number) filter (where chunk.state = 'failed'))[1] as fault,
         max(chunk.done_at) as last_done_at
       from work left join work_chunk chunk on chunk.work_id = work.id
       where work.id = $1 group by work.id`,
      [workId],
    );
    if (row === undefined) return null;
    const instant = (name: string): string | null =>
      row[name] == null ? null : new Date(row[name]).toISOString();
    return {
      id: String(row['id']),
      kind: String(row['kind']),
      subject: String(row['subject']),
      items: Number(row['items']),
      itemsDone: Number(row['items_done']),
      chunks: Number(row['chunks']),
      chunksDone: Number(row['chunks_done']),
      chunksFailed: Number(row['chunks_failed']),
      fault: row['fault'] == null ? null : String(row['fault']),
      plannedAt: instant('planned_at') ?? '',
      plannedBy: String(row['planned_by']),
      lastDoneAt: instant('last_done_at'),
      finishedAt: instant('finished_at'),
    };
  }
}
