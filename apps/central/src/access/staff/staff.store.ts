/** Keeps staff members and their sign-ins. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { StaffMember } from './staff-member.entity.js';
import { StaffSession } from './staff-session.entity.js';

@Injectable()
export class StaffStore {
  find(tx: EntityManager, staffNumber: string): Promise<StaffMember | null> {
    return tx.findOne(StaffMember, { where: { staffNumber }, lock: { mode: 'pessimistic_write' } });
  }

  async save(tx: EntityManager, member: StaffMember): Promise<void> {
    await tx.save(StaffMember, member);
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
}
