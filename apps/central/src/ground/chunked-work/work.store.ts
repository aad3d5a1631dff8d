/** Keeps pieces of long work and their chunks; a chunk is claimed by its row lock, which a dead worker cannot keep. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conditions, inAnyOf } from '../lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage, type ListPlan } from '../lists/list-page.js';

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

/** Failed tries of a whole work after which no process tries it by itself any more: somebody has to look. */
export const stuckAfterTries = 5;

export type WorkState = 'open' | 'failed' | 'stuck' | 'finished';

export type WorkStatus = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  /** The how manieth of its kind on its subject. */
  readonly run: number;
  readonly state: WorkState;
  readonly items: number;
  readonly itemsDone: number;
  readonly chunks: number;
  readonly chunksDone: number;
  readonly chunksFailed: number;
  /** Failed tries of the whole since it was laid out, or begun again by a person. */
  readonly attempts: number;
  /** Why the last of them failed. */
  readonly fault: string | null;
  /** When a process may try it again by itself; null: now, or never while it is stuck. */
  readonly retryAt: string | null;
  readonly plannedAt: string;
  readonly plannedBy: string;
  readonly lastDoneAt: string | null;
  readonly finishedAt: string | null;
};

type Row = Readonly<Record<string, string | number | null>>;

/** Half a minute after the first failed try, four times as long after each, up to a quarter of an hour. */
const backOff = `least(interval '15 min', interval '30 s' * power(4, least(attempts, 10)))`;

const statusColumns = `work.id, kind, subject, run, attempts, work.fault, retry_at, work.items, chunks, planned_at, planned_by, finished_at,
  case when finished_at is null then coalesce(sum(chunk.items) filter (where chunk.state = 'done'), 0) else work.items end as items_done,
  case when finished_at is null then count(*) filter (where chunk.state = 'done') else chunks end as chunks_done,
  count(*) filter (where chunk.state = 'failed') as chunks_failed,
  max(chunk.done_at) as last_done_at`;

export type UnfinishedState = Exclude<WorkState, 'finished'>;

const triedSo: Readonly<Record<UnfinishedState, string>> = {
  open: 'work.attempts = 0',
  failed: `work.attempts between 1 and ${stuckAfterTries - 1}`,
  stuck: `work.attempts >= ${stuckAfterTries}`,
};

const unfinishedSorts = {
  urgency: {
    sql: `(work.attempts < ${stuckAfterTries})::int || to_char(work.planned_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS')`,
    type: 'text',
  },
  what: { sql: 'work.kind', type: 'text' },
  subject: { sql: 'work.subject', type: 'text' },
  planned: { sql: 'work.planned_at', type: 'timestamptz' },
  attempts: { sql: 'work.attempts', type: 'bigint' },
} as const satisfies ListPlan['sorts'];

// Long statements are let run; a worker that stands still in the middle loses its claim.
const letRun = `set local statement_timeout = '10min'; set local idle_in_transaction_session_timeout = '2min'`;

@Injectable()
export class WorkStore {
  /** The next run of this kind on this subject. False when one is under way. */
  async insert(tx: EntityManager, work: NewWork, chunks: readonly WorkChunk[]): Promise<boolean> {
    const items = chunks.reduce((sum, chunk) => sum + chunk.items, 0);
    const made: unknown[] = await tx.query(
      `insert into work (id, kind, subject, run, items, chunks, planned_at, planned_by)
       values ($1, $2, $3, (select coalesce(max(run), 0) + 1 from work where kind = $2 and subject = $3), $4, $5, $6, $7)
       on conflict do nothing returning id`,
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

  /** The latest run of this kind on this subject. */
  async latest(
    tx: EntityManager,
    kind: string,
    subject: string,
  ): Promise<{ readonly id: string; readonly finished: boolean } | null> {
    const [row]: { id: string; finished: boolean }[] = await tx.query(
      `select id, finished_at is not null as finished from work where kind = $1 and subject = $2 order by run desc limit 1`,
      [kind, subject],
    );
    return row ?? null;
  }

  /** What work of a kind that may be tried now is done to, the oldest first: not what failed a while ago, nor what is stuck. */
  async due(tx: EntityManager, kind: string): Promise<string[]> {
    const rows: { subject: string }[] = await tx.query(
      `select subject from work where kind = $1 and finished_at is null and attempts < $2
         and coalesce(retry_at <= clock_timestamp(), true)
       order by planned_at`,
      [kind, stuckAfterTries],
    );
    return rows.map(({ subject }) => subject);
  }

  /** Counts a failed try of the whole and returns how many there were, unless it came to its end meanwhile. */
  async fail(tx: EntityManager, workId: string, fault: string): Promise<number | null> {
    const [rows]: [{ attempts: number }[], number] = await tx.query(
      `update work set attempts = attempts + 1, fault = $2,
         retry_at = case when attempts + 1 < $3 then clock_timestamp() + ${backOff} end
       where id = $1 and finished_at is null returning attempts`,
      [workId, fault, stuckAfterTries],
    );
    return rows[0]?.attempts ?? null;
  }

  /** Forgets the failed tries. Returns kind and subject; null: there is no such work under way. */
  async beginAgain(
    tx: EntityManager,
    workId: string,
  ): Promise<{ readonly kind: string; readonly subject: string; readonly attempts: number } | null> {
    const [rows]: [{ kind: string; subject: string; attempts: number }[], number] = await tx.query(
      `update work set attempts = 0, retry_at = null
       from (select id, attempts from work where id = $1 for update) before
       where work.id = before.id and finished_at is null returning kind, subject, before.attempts`,
      [workId],
    );
    return rows[0] ?? null;
  }

  /**
   * Claims the next open chunk that nobody holds, except those named; null when there is none. The claim lasts as long
   * as the transaction. Long statements are let run; a worker that stands still in the middle loses its claim.
   */
  async claim(tx: EntityManager, workId: string, except: readonly number[]): Promise<WorkChunk | null> {
    await tx.query(letRun);
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
      `update work_chunk set state = 'done', done_at = $3, fault = null
       where work_id = $1 and number = $2`,
      [workId, number, at.toISOString()],
    );
  }

  async markFailed(tx: EntityManager, workId: string, number: number, fault: string): Promise<void> {
    await tx.query(
      `update work_chunk set state = 'failed', fault = $3
       where work_id = $1 and number = $2 and state <> 'done'`,
      [workId, number, fault],
    );
  }

  /** Locks the work for its finishing step, which sums up all of it: `finished` before, `held` by another worker, or `mine`. */
  async claimFinish(tx: EntityManager, workId: string): Promise<'finished' | 'held' | 'mine'> {
    await tx.query(letRun);
    const [row]: { finished: boolean }[] = await tx.query(
      'select finished_at is not null as finished from work where id = $1 for update skip locked',
      [workId],
    );
    if (row === undefined) return 'held';
    return row.finished ? 'finished' : 'mine';
  }

  async markFinished(tx: EntityManager, workId: string, at: Date): Promise<void> {
    await tx.query('update work set finished_at = $2, fault = null, retry_at = null where id = $1', [
      workId,
      at.toISOString(),
    ]);
  }

  /** How far it has come. The chunks of finished work may have been removed since: it is all done. */
  async status(tx: EntityManager, workId: string): Promise<WorkStatus | null> {
    const [row]: Row[] = await tx.query(
      `select ${statusColumns} from work left join work_chunk chunk on chunk.work_id = work.id
       where work.id = $1 group by work.id`,
      [workId],
    );
    return row === undefined ? null : statusOf(row);
  }

  /** What has not come to its end: usually what is stuck first, then the oldest. Searched by kind, subject, fault and planner. */
  async unfinished(
    tx: EntityManager,
    { state, kinds }: { readonly state: UnfinishedState | null; readonly kinds: readonly string[] },
    ask: ListAsk,
  ): Promise<ListPage<WorkStatus>> {
    const { params, where, add } = conditions();
    where.push('work.finished_at is null');
    if (state !== null) where.push(triedSo[state]);
    if (ask.search !== null) {
      params.push(kinds);
      const named = `work.kind = any($${params.length}::text[])`;
      add(
        likePattern(ask.search),
        (place) =>
          `${inAnyOf('work.kind', 'work.subject', 'work.fault', 'work.planned_by')(place)} or ${named}`,
      );
    }
    const page = await readPage<Row>(
      tx,
      {
        select: `work.id, kind, subject, run, attempts, work.fault, retry_at, work.items, chunks, planned_at, planned_by, finished_at,
          c.items_done, c.chunks_done, c.chunks_failed, c.last_done_at`,
        from: `work cross join lateral (
          select coalesce(sum(items) filter (where state = 'done'), 0) as items_done, count(*) filter (where state = 'done') as chunks_done,
            count(*) filter (where state = 'failed') as chunks_failed, max(done_at) as last_done_at
          from work_chunk where work_id = work.id) c`,
        where,
        params,
        key: { sql: 'work.id', type: 'uuid' },
        sorts: unfinishedSorts,
        usual: { sort: 'urgency', falling: false },
      },
      ask,
    );
    return { ...page, rows: page.rows.map(statusOf) };
  }

  async isAnyStuck(tx: EntityManager): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      'select from work where finished_at is null and attempts >= $1 limit 1',
      [stuckAfterTries],
    );
    return rows.length > 0;
  }
}

const statusOf = (row: Row): WorkStatus => {
  const instant = (name: string): string | null =>
    row[name] == null ? null : new Date(row[name]).toISOString();
  const [attempts, finishedAt] = [Number(row['attempts']), instant('finished_at')];
  return {
    id: String(row['id']),
    kind: String(row['kind']),
    subject: String(row['subject']),
    run: Number(row['run']),
    state: stateOf(finishedAt !== null, attempts),
    items: Number(row['items']),
    itemsDone: Number(row['items_done']),
    chunks: Number(row['chunks']),
    chunksDone: Number(row['chunks_done']),
    chunksFailed: Number(row['chunks_failed']),
    attempts,
    fault: row['fault'] == null ? null : String(row['fault']),
    retryAt: instant('retry_at'),
    plannedAt: instant('planned_at') ?? '',
    plannedBy: String(row['planned_by']),
    lastDoneAt: instant('last_done_at'),
    finishedAt,
  };
};

const stateOf = (finished: boolean, attempts: number): WorkState => {
  if (finished) return 'finished';
  if (attempts === 0) return 'open';
  return attempts >= stuckAfterTries ? 'stuck' : 'failed';
};
