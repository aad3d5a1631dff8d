/** Keeps how each job stands. Time is the database's throughout, so that processes with different clocks agree. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { stuckAfterAttempts, type Job, type JobResult, type JobState, type JobStatus } from './job.js';

/** The next time by a row's schedule. */
const nextByTimes = `case when daily_at is null then clock_timestamp() + every_ms * interval '1 ms'
  else ((clock_timestamp() at time zone 'Asia/Shanghai')::date + daily_at) at time zone 'Asia/Shanghai'
    + case when (clock_timestamp() at time zone 'Asia/Shanghai')::time >= daily_at then interval '1 day' else interval '0' end
  end`;

/** Twice as long after each failure, up to a quarter of an hour; begins with the job's own interval or a minute. */
const backOff = `least(interval '15 min', least(coalesce(every_ms, 60000), 60000) * power(2, least(attempts, 20)) * interval '1 ms')`;

/** No process has taken it although it was its time so long ago. */
const overdueAfter = `interval '2 min'`;

const isRunning = `(runner is not null and lease_until >= clock_timestamp())`;

/** Nothing is lost with a job's bookkeeping that the next run does not find again: no wait for the disk. */
const easy = 'set local synchronous_commit = off';

export type ClaimedJob = {
  readonly name: string;
  /** Failures in a row, the one of a process that ended over it among them. */
  readonly attempts: number;
  /** The process that ended over it; null: it was free. */
  readonly former: string | null;
};

type Row = Readonly<Record<string, string | number | boolean | Date | null>> & {
  readonly last_result: {
    readonly zh: string;
    readonly en: string;
    readonly counts: JobResult['counts'];
  } | null;
};

const instant = (value: unknown): string | null => (value instanceof Date ? value.toISOString() : null);
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

@Injectable()
export class JobsStore {
  /** Enters the jobs a process knows, or brings their words and times up to date; forgets those no process has known for a day. */
  async register(tx: EntityManager, jobs: readonly Job[]): Promise<void> {
    await tx.query(
      `insert into job (name, purpose_zh, purpose_en, every_ms, daily_at, next_run)
       select name, purpose_zh, purpose_en, every_ms, daily_at, ${nextByTimes}
       from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::time[])
         as known (name, purpose_zh, purpose_en, every_ms, daily_at)
       order by name
       on conflict (name) do update set purpose_zh = excluded.purpose_zh, purpose_en = excluded.purpose_en,
         every_ms = excluded.every_ms, daily_at = excluded.daily_at, next_run = least(job.next_run, excluded.next_run)`,
      [
        jobs.map(({ name }) => name),
        jobs.map(({ purpose }) => purpose.zh),
        jobs.map(({ purpose }) => purpose.en),
        jobs.map(({ times }) => ('everyMs' in times ? Math.max(1, times.everyMs) : null)),
        jobs.map(({ times }) => ('dailyAt' in times ? times.dailyAt : null)),
      ],
    );
    await tx.query(
      `delete from job where name <> all($1::text[]) and next_run < clock_timestamp() - interval '1 day'`,
      [jobs.map(({ name }) => name)],
    );
  }

  /**
   * Takes what is due among these names, and what a process that has ended had taken; that counts as an attempt that
   * failed. What another process is taking right now is not waited for.
   */
  async claim(
    tx: EntityManager,
    runner: string,
    names: readonly string[],
    leaseMs: number,
  ): Promise<ClaimedJob[]> {
    await tx.query(easy);
    const [rows]: [ClaimedJob[], number] = await tx.query(
      `with due as (
         select name as due_name, runner as former from job
         where name = any($2::text[]) and (runner is null or lease_until < clock_timestamp())
           and ((enabled and (next_run <= clock_timestamp() or runner is not null)) or run_now)
         for update skip locked)
       update job set runner = $1, lease_until = clock_timestamp() + $3 * interval '1 ms',
         last_started = clock_timestamp(), next_run = 'infinity', run_now = false,
         attempts = attempts + case when former is null then 0 else 1 end,
         last_fault = case when former is null then last_fault else 'process ' || former || ' ended over it' end,
         last_fault_at = case when former is null then last_fault_at else clock_timestamp() end
       from due where name = due_name returning name, attempts, former`,
      [runner, names, leaseMs],
    );
    return rows;
  }

  /** Milliseconds until the next of these names may be due; null when none is waiting. */
  async dueInMs(tx: EntityManager, names: readonly string[]): Promise<number | null> {
    const [row]: { ms: number | null }[] = await tx.query(
      `select (extract(epoch from min(case when run_now then clock_timestamp() else next_run end) - clock_timestamp()) * 1000)::float8 as ms
       from job where name = any($1::text[]) and runner is null and (enabled or run_now) and next_run < 'infinity'`,
      [names],
    );
    return row?.ms ?? null;
  }

  /** Says that a process is alive, and returns what it still holds. */
  async extend(tx: EntityManager, runner: string, leaseMs: number): Promise<string[]> {
    await tx.query(easy);
    const [rows]: [{ name: string }[], number] = await tx.query(
      `update job set lease_until = clock_timestamp() + $2 * interval '1 ms' where runner = $1 returning name`,
      [runner, leaseMs],
    );
    return rows.map(({ name }) => name);
  }

  /** Ends a run that went well; nothing when another process has taken it over meanwhile. */
  async finish(tx: EntityManager, name: string, runner: string, result: JobResult | null): Promise<void> {
    await tx.query(easy);
    await tx.query(
      `update job set runner = null, lease_until = null, last_finished = clock_timestamp(), attempts = 0,
         last_result = coalesce($3::jsonb, last_result),
         last_result_at = case when $3::jsonb is null then last_result_at else clock_timestamp() end,
         next_run = least(next_run, ${nextByTimes})
       where name = $1 and runner = $2`,
      [name, runner, result === null ? null : JSON.stringify({ ...result.words, counts: result.counts })],
    );
  }

  /** Ends a run that failed, and returns how many have now failed in a row; null when another process has taken it over. */
  async fail(tx: EntityManager, name: string, runner: string, fault: string): Promise<number | null> {
    await tx.query(easy);
    const [[row]]: [{ attempts: number }[], number] = await tx.query(
      `update job set runner = null, lease_until = null, last_finished = clock_timestamp(), attempts = attempts + 1,
         last_fault = $3, last_fault_at = clock_timestamp(),
         next_run = least(next_run, clock_timestamp() + ${backOff})
       where name = $1 and runner = $2 returning attempts`,
      [name, runner, fault],
    );
    return row?.attempts ?? null;
  }

  /** Lets go of a run that was broken off: the next process begins it at once. */
  async release(tx: EntityManager, name: string, runner: string): Promise<void> {
    await tx.query(
      `update job set runner = null, lease_until = null, last_finished = clock_timestamp(), next_run = clock_timestamp()
       where name = $1 and runner = $2`,
      [name, runner],
    );
  }

  /** There is work for a job: it is due, and again when it is running, as it may have looked too early. Told when the transaction ends. */
  async soon(tx: EntityManager, name: string): Promise<void> {
    await tx.query('update job set next_run = least(next_run, clock_timestamp()) where name = $1', [name]);
    await this.tell(tx, name);
  }

  /** A person wants a run, paused or not. False when there is no such job. */
  async runNow(tx: EntityManager, name: string): Promise<boolean> {
    const [, count]: [unknown[], number] = await tx.query('update job set run_now = true where name = $1', [
      name,
    ]);
    await this.tell(tx, name);
    return count > 0;
  }

  /** Pauses or resumes. False when there is no such job. */
  async setEnabled(tx: EntityManager, name: string, enabled: boolean): Promise<boolean> {
    const [, count]: [unknown[], number] = await tx.query('update job set enabled = $2 where name = $1', [
      name,
      enabled,
    ]);
    await this.tell(tx, name);
    return count > 0;
  }

  async list(tx: EntityManager): Promise<JobStatus[]> {
    const rows: Row[] = await tx.query(
      `select name, purpose_zh, purpose_en, every_ms, to_char(daily_at, 'HH24:MI') as daily_at, enabled, attempts,
         ${isRunning} as running, case when ${isRunning} then runner end as runner,
         case when ${isRunning} then last_started end as running_since,
         nullif(case when enabled and not ${isRunning} then next_run end, 'infinity') as next_run,
         enabled and not ${isRunning}
           and coalesce(lease_until, next_run) < clock_timestamp() - ${overdueAfter} as overdue,
         last_started, last_finished, last_result, last_result_at, last_fault, last_fault_at
       from job order by name`,
    );
    return rows.map((row) => ({
      name: String(row['name']),
      purpose: { zh: String(row['purpose_zh']), en: String(row['purpose_en']) },
      everyMs: row['every_ms'] === null ? null : Number(row['every_ms']),
      dailyAt: textOrNull(row['daily_at']),
      state: stateOf(row['running'] === true, Number(row['attempts'])),
      enabled: row['enabled'] === true,
      overdue: row['overdue'] === true,
      nextRun: instant(row['next_run']),
      runner: textOrNull(row['runner']),
      runningSince: instant(row['running_since']),
      lastStarted: instant(row['last_started']),
      lastFinished: instant(row['last_finished']),
      lastResult: resultOf(row.last_result),
      lastResultAt: instant(row['last_result_at']),
      lastFault: textOrNull(row['last_fault']),
      lastFaultAt: instant(row['last_fault_at']),
      attempts: Number(row['attempts']),
    }));
  }

  /** Heard by every process that runs jobs, once the transaction has ended. */
  private async tell(tx: EntityManager, name: string): Promise<void> {
    await tx.query(`select pg_notify(current_schema() || '_job', $1)`, [name]);
  }
}

const resultOf = (kept: Row['last_result']): JobResult | null =>
  kept === null ? null : { words: { zh: kept.zh, en: kept.en }, counts: kept.counts };

const stateOf = (running: boolean, attempts: number): JobState => {
  if (running) return 'running';
  if (attempts === 0) return 'idle';
  return attempts >= stuckAfterAttempts ? 'stuck' : 'failed';
};
