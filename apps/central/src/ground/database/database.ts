/**
 * The one way to the database: explicit transactions, retried with a fresh one when the database asks for it. Three pools of
 * connections, so that nobody at a counter waits for lists and reports (decision 0016).
 */
import { isNativeError } from 'node:util/types';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { whileHeld } from './held.js';
import { renewPlans } from './plans.js';

/** Names of the pools beside the usual one, as data sources are injected. */
export const counterPool = 'counter';
export const reportsPool = 'reports';

/** An open transaction; every store method takes one first. */
export type Transaction = EntityManager;

const attempts = 4;
// Serialization failure and deadlock: the same work may well succeed in a fresh transaction.
const retried = new Set(['40001', '40P01']);
// Connection lost or refused, server stopping or starting, too many connections.
const unavailable = new Set([
  '08000',
  '08001',
  '08003',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
]);

const codeOf = (fault: unknown): string | undefined =>
  isNativeError(fault) && 'code' in fault && typeof fault.code === 'string' ? fault.code : undefined;

/** A server on this machine is reached by its socket, whose file goes with it. */
const isSocketAway = (fault: Error): boolean =>
  codeOf(fault) === 'ENOENT' && 'syscall' in fault && fault.syscall === 'connect';

/** TypeORM takes a connection that is lost between two statements of our work away from it, and says no more than that to the second. */
const isTakenAway = (fault: Error): boolean =>
  fault instanceof QueryRunnerAlreadyReleasedError ||
  fault instanceof QueryRunnerProviderAlreadyReleasedError;

/** Whether the database could not be reached: whether the work was committed is then not known. */
export const isConnectionFault = (fault: unknown): boolean =>
  isNativeError(fault) &&
  (isSocketAway(fault) ||
    isTakenAway(fault) ||
    unavailable.has(codeOf(fault) ?? '') ||
    /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/i.test(
      fault.message,
    ));

/** Whether all connections of the pool were in use for as long as one may be waited for. */
export const isPoolTimeout = (fault: unknown): boolean =>
  fault instanceof Error && fault.message === 'timeout exceeded when trying to connect';

// Each try waits for a lock as long as the connection's lock_timeout says.
const lockTries = 3;

/** Whether a lock was waited for as long as it may be: somebody else holds on to it, and nothing is wrong with the work. */
export const isLockTimeout = (fault: unknown): boolean => codeOf(fault) === '55P03';

@Injectable()
export class Database {
  constructor(@InjectDataSource() protected readonly source: DataSource) {}

  /**
   * Runs the work in one transaction (read committed, PostgreSQL's own default, with explicit locks). The work may run more than once:
   * no call to the outside in it, and the key vault throws when it is asked in here (`held.ts`). A lock that is not had is tried for
   * again, `triesForLock` times in all.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>, triesForLock = lockTries): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.source.transaction((tx) =>
          whileHeld(async () => {
            await renewPlans(tx);
            return work(tx);
          }),
        );
      } catch (fault) {
        const again = isLockTimeout(fault)
          ? attempt < triesForLock
          : attempt < attempts && retried.has(codeOf(fault) ?? '');
        if (!again) throw fault;
        await new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt * Math.random()));
      }
    }
  }

  /** Reads without a transaction around it, on one connection. */
  async read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await renewPlans(runner.manager);
      return await whileHeld(() => work(runner.manager));
    } finally {
      await runner.release();
    }
  }

  /** Throws when the database does not answer. */
  async ping(): Promise<void> {
    await this.source.query('select 1');
  }
}

/** For who stands at a counter: tokens, taps, and acts. Lists and reports have no part in these connections. */
@Injectable()
export class CounterDatabase extends Database {
  constructor(@InjectDataSource(counterPool) source: DataSource) {
    super(source);
  }
}

/** For what reads whole tables: few connections, a long time for a statement. Who finds them in use is told to come again. */
@Injectable()
export class ReportsDatabase extends Database {
  constructor(@InjectDataSource(reportsPool) source: DataSource) {
    super(source);
  }

  /** Reads several things as of one moment, and writes what follows from them. */
  snapshot<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.source.transaction('REPEATABLE READ', (tx) => whileHeld(() => work(tx)));
  }
}
