/** Runs migrations beside an open counter: one process at a time, one migration at a time, and never long in anybody's way. */
import { setTimeout as pause } from 'node:timers/promises';
import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';

export type MigrationLimits = {
  /** How long a second process waits for the first. */
  readonly waitMs: number;
  /**
   * How long a statement may stand in the queue for a table's lock: whoever asks for the table after it stands behind it, the counter
   * too. Then it steps back and comes again.
   */
  readonly lockTimeoutMs: number;
  /** Between two tries, for those who stood behind. */
  readonly pauseMs: number;
  /** How often a migration is tried that finds a table in use. */
  readonly tries: number;
};

export const usualLimits: MigrationLimits = {
  waitMs: 30 * 60_000,
  lockTimeoutMs: 1000,
  pauseMs: 4000,
  tries: 120,
};

const lockNotAvailable = '55P03';

const isLockTimeout = (fault: unknown): boolean =>
  fault instanceof Error && 'code' in fault && fault.code === lockNotAvailable;

/**
 * Takes the migrations' lock for this session. Asked for again and again, not waited for: a session that waits holds a snapshot, and an
 * index that is built concurrently waits for every snapshot, so that the two would wait for each other.
 */
const takeTurn = async (runner: QueryRunner, { waitMs }: MigrationLimits): Promise<void> => {
  const deadlineMs = Date.now() + waitMs;
  for (;;) {
    const [answer]: { taken: boolean }[] = await runner.query(
      `select pg_try_advisory_lock(hashtext('sscard migrate')) as taken`,
    );
    if (answer?.taken === true) return;
    if (Date.now() > deadlineMs)
      throw new Error(
        `另一个进程仍在升级此数据库，已等候 ${waitMs / 1000} 秒 / another process has been migrating this database for ${waitMs / 1000} s`,
      );
    await pause(Math.min(250, waitMs));
  }
};

/** Removes what an index that was being built concurrently left behind when its session ended: it is never used, and always written. */
const dropUnfinishedIndexes = async (runner: QueryRunner, schema: string): Promise<void> => {
  const unfinished: { name: string }[] = await runner.query(
    `select format('%I.%I', $1::text, c.relname) as name from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = $1::regnamespace and c.relkind = 'i' and not i.indisvalid
       and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)`,
    [schema],
  );
  for (const { name } of unfinished) await runner.query(`drop index concurrently ${name}`);
};

/** Says once more why, where a table was in use to the last try. */
const giveUp = (limits: MigrationLimits, fault: unknown): Error =>
  new Error(
    `数据表一直被占用，试了 ${limits.tries} 次，升级没有完成，可稍后再试 / a table was in use each of ${limits.tries} times; what was migrated before it stays, run it again later`,
    { cause: fault },
  );

/** Runs what is missing; again where a table was in use, from the migration that was held up. Answers with the names of what ran. */
const runMissing = async (
  runner: QueryRunner,
  schema: string,
  limits: MigrationLimits,
): Promise<readonly string[]> => {
  const executor = new MigrationExecutor(runner.connection, runner);
  executor.transaction = 'each';
  const missing = (await executor.getPendingMigrations()).map(({ name }) => name);
  for (let attempt = 1; ; attempt++) {
    try {
      await dropUnfinishedIndexes(runner, schema);
      await executor.executePendingMigrations();
      return missing;
    } catch (fault) {
      if (!isLockTimeout(fault)) throw fault;
      if (attempt >= limits.tries) throw giveUp(limits, fault);
      await pause(limits.pauseMs);
    }
  }
};

/**
 * Does `work` and everything around it as the only migrator of this database, on one connection: should it be lost, the lock is lost
 * with it, and so is whatever was under way. `before` makes what migrations stand on, `after` what stands on them.
 */
export const runMigrations = async (
  source: DataSource,
  schema: string,
  {
    before = async () => undefined,
    after = async () => undefined,
    limits = usualLimits,
  }: {
    readonly before?: (runner: QueryRunner) => Promise<void>;
    readonly after?: (runner: QueryRunner) => Promise<void>;
    readonly limits?: MigrationLimits;
  } = {},
): Promise<readonly string[]> => {
  const runner = source.createQueryRunner();
  try {
    await takeTurn(runner, limits);
    await before(runner);
    await runner.query(`set lock_timeout = ${limits.lockTimeoutMs}`);
    const ran = await runMissing(runner, schema, limits);
    await after(runner);
    await runner.query(`select pg_advisory_unlock(hashtext('sscard migrate'))`);
    return ran;
  } finally {
    await runner.release();
  }
};
