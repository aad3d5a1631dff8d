/** Keeps terminals and the assertions they have used. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Terminal } from './terminal.entity.js';

export type ListedTerminal = Pick<
  Terminal,
  'code' | 'name' | 'state' | 'depot' | 'enrolledAt' | 'lastSeenAt' | 'programVersion'
> & {
  readonly codeGoodUntil: Date | null;
  readonly staff: string[];
};

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

  /** All of them by code, with who is signed in there. */
  list(tx: EntityManager, now: Date): Promise<readonly ListedTerminal[]> {
    return tx.query(
      `select t.code, t.name, t.state, t.depot, t.enrolled_at as "enrolledAt", t.last_seen_at as "lastSeenAt", t.program_version as "programVersion",
         case when t.enrolment_code_digest is not null and t.state = 'waiting' and t.enrolment_code_expires_at > $1 then t.enrolment_code_expires_at end as "codeGoodUntil",
         array(select m.name || '（' || m.staff_number || '）' from staff_session s join staff_member m using (staff_number)
           where s.terminal_id = t.id and s.ended_at is null and s.shift_ends_at > $1
           group by m.name, m.staff_number order by min(s.signed_in_at)) as staff
       from terminal t order by t.code`,
      [now.toISOString()],
    );
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
