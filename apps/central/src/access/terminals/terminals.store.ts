/** Keeps terminals and the assertions they have used. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Terminal } from './terminal.entity.js';

@Injectable()
export class TerminalsStore {
  find(tx: EntityManager, id: string): Promise<Terminal | null> {
    return tx.findOneBy(Terminal, { id });
  }

  findByCode(tx: EntityManager, code: string): Promise<Terminal | null> {
    return tx.findOne(Terminal, { where: { code }, lock: { mode: 'pessimistic_write' } });
  }

  /** The terminal waiting for this code, locked, so that a code works once. */
  findByEnrolmentCode(tx: EntityManager, enrolmentCodeDigest: string): Promise<Terminal | null> {
    return tx.findOne(Terminal, { where: { enrolmentCodeDigest }, lock: { mode: 'pessimistic_write' } });
  }

  /** Notes that a terminal proved itself, what its program calls itself, and how far its clock is off. */
  async seen(
    tx: EntityManager,
    id: string,
    at: Date,
    { programVersion, clockAheadSeconds }: Pick<Terminal, 'programVersion' | 'clockAheadSeconds'>,
  ): Promise<void> {
    await tx.query(
      'update terminal set last_seen_at = $2, program_version = $3, clock_ahead_seconds = $4 where id = $1',
      [id, at.toISOString(), programVersion, clockAheadSeconds],
    );
  }

  async save(tx: EntityManager, terminal: Terminal): Promise<void> {
    await tx.save(Terminal, terminal);
  }

  /** The database's own clock, milliseconds since 1970. */
  async databaseTimeMs(tx: EntityManager): Promise<number> {
    const [row]: [{ ms: number }] = await tx.query(
      'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
    );
    return row.ms;
  }

  /** By how many seconds the clocks of terminals that proved themselves since are ahead. */
  async clocksSeenSince(tx: EntityManager, since: Date): Promise<number[]> {
    const rows: { ahead: number }[] = await tx.query(
      `select clock_ahead_seconds as ahead from terminal
       where state = 'enrolled' and last_seen_at >= $1 and clock_ahead_seconds is not null`,
      [since.toISOString()],
    );
    return rows.map(({ ahead }) => ahead);
  }

  /** Ends every sign-in at a terminal. */
  async endSignIns(tx: EntityManager, terminalId: string, at: Date): Promise<void> {
    await tx.query('update staff_session set ended_at = $2 where terminal_id = $1 and ended_at is null', [
      terminalId,
      at.toISOString(),
    ]);
  }

  /** Forgets some assertions that have expired, which are refused for that alone; returns how many. */
  async forgetAssertions(tx: EntityManager, now: Date, limit: number): Promise<number> {
    const [, count]: [unknown[], number] = await tx.query(
      `delete from assertion_seen where jti in (select jti from assertion_seen where expires_at < $1 limit $2)`,
      [now.toISOString(), limit],
    );
    return count;
  }

  /** True when this assertion was never used before. */
  async useAssertion(tx: EntityManager, jti: string, expiresAt: Date): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      'insert into assertion_seen (jti, expires_at) values ($1, $2) on conflict do nothing returning jti',
      [jti, expiresAt.toISOString()],
    );
    return rows.length === 1;
  }
}
