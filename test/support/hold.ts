/** Holds something in a test's database fast from outside, so that an order of events needs no clock. */
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { TestDatabase } from './database.js';

/**
 * Resolves once somebody waits for what a transaction holds, by the server's own word; `query` asks in that transaction and
 * returns how many rows came.
 */
export const untilAwaited = async (query: (sql: string) => Promise<number>): Promise<void> => {
  const sql = 'select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))';
  while ((await query(sql)) === 0) await delay(10);
};

/** What another test left held is not waited for as long as a test may take. */
const lockTimeoutMs = 20_000;

export class Hold {
  private constructor(private readonly client: Client) {}

  /** Runs a statement and keeps its transaction open: what it locked is held, what it wrote is not there yet. */
  static async take(
    { ownerUrl, schema }: Pick<TestDatabase, 'ownerUrl' | 'schema'>,
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Hold> {
    const client = new Client({
      connectionString: ownerUrl,
      options: `-c search_path=${schema} -c lock_timeout=${lockTimeoutMs}`,
    });
    await client.connect();
    try {
      await client.query('begin');
      await client.query(sql, [...values]);
    } catch (fault) {
      await client.end();
      throw fault;
    }
    return new Hold(client);
  }

  /** Resolves once somebody waits for it. */
  awaited(): Promise<void> {
    return untilAwaited(async (sql) => (await this.client.query(sql)).rowCount ?? 0);
  }

  async commit(): Promise<void> {
    await this.end('commit');
  }

  async letGo(): Promise<void> {
    await this.end('rollback');
  }

  private async end(how: 'commit' | 'rollback'): Promise<void> {
    await this.client.query(how);
    await this.client.end();
  }
}
