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

  /** Notes that a terminal proved itself, and what its program calls itself. */
  async seen(tx: EntityManager, id: string, programVersion: string | null, at: Date): Promise<void> {
    await tx.query('update terminal set last_seen_at = $2, program_version = $3 where id = $1', [
      id,
      at.toISOString(),
      programVersion,
    ]);
  }

  async save(tx: EntityManager, terminal: Terminal): Promise<void> {
    await tx.save(Terminal, terminal);
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
