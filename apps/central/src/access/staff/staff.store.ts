/** Keeps staff members and their sign-ins. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { StaffMember } from './staff-member.entity.js';
import { StaffSession } from './staff-session.entity.js';

@Injectable()
export class StaffStore {
  find(tx: EntityManager, staffNumber: string): Promise<StaffMember | null> {
    return tx.findOneBy(StaffMember, { staffNumber });
  }

  /** Locked until the transaction ends. */
  findForChange(tx: EntityManager, staffNumber: string): Promise<StaffMember | null> {
    return tx.findOne(StaffMember, { where: { staffNumber }, lock: { mode: 'pessimistic_write' } });
  }

  list(tx: EntityManager): Promise<StaffMember[]> {
    return tx.find(StaffMember, { order: { staffNumber: 'ASC' } });
  }

  /** Every member under this identity number, whatever has become of them. */
  findByIdentity(tx: EntityManager, identityNumber: string): Promise<StaffMember[]> {
    return tx.findBy(StaffMember, { identityNumber });
  }

  /** Nobody else joins, leaves or changes role until the transaction ends: what is checked over all members stays true. */
  async lockAll(tx: EntityManager): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext(current_schema() || ' staff'))`);
  }

  async save(tx: EntityManager, member: StaffMember): Promise<void> {
    await tx.save(StaffMember, member);
  }

  async used(tx: EntityManager, staffNumber: string, at: Date): Promise<void> {
    await tx.query('update staff_member set last_signed_in_at = $2 where staff_number = $1', [
      staffNumber,
      at.toISOString(),
    ]);
  }

  async open(tx: EntityManager, session: StaffSession): Promise<void> {
    await tx.insert(StaffSession, session);
  }

  findSession(tx: EntityManager, id: string): Promise<StaffSession | null> {
    return tx.findOneBy(StaffSession, { id });
  }

  async end(tx: EntityManager, id: string, at: Date): Promise<void> {
    await tx.query('update staff_session set ended_at = $2 where id = $1 and ended_at is null', [
      id,
      at.toISOString(),
    ]);
  }

  /** Ends every sign-in of a member. */
  async endAll(tx: EntityManager, staffNumber: string, at: Date): Promise<void> {
    await tx.query('update staff_session set ended_at = $2 where staff_number = $1 and ended_at is null', [
      staffNumber,
      at.toISOString(),
    ]);
  }

  /** Active members who have not signed in since, and had time to. */
  async unusedSince(tx: EntityManager, since: Date): Promise<string[]> {
    const rows: { staffNumber: string }[] = await tx.query(
      `select staff_number as "staffNumber" from staff_member
       where state = 'active' and greatest(joined_at, coalesce(last_signed_in_at, joined_at)) < $1 order by 1`,
      [since.toISOString()],
    );
    return rows.map(({ staffNumber }) => staffNumber);
  }
}
