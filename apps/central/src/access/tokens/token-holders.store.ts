/** Looks up what a token rests on: the key of its terminal, and the sign-in of its member of staff. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

@Injectable()
export class TokenHoldersStore {
  /** Whether this is the key of an enrolled terminal. */
  async hasKey(tx: EntityManager, terminalId: string, key: string): Promise<boolean> {
    const rows: object[] = await tx.query(
      `select from terminal where id = $1 and state = 'enrolled' and public_key = $2`,
      [terminalId, key],
    );
    return rows.length === 1;
  }

  /** Whether this sign-in has not been ended, and is of somebody who still has this role. */
  async lasts(tx: EntityManager, sessionId: string, role: string): Promise<boolean> {
    const rows: object[] = await tx.query(
      `select from staff_session s join staff_member m using (staff_number)
       where s.id = $1 and s.ended_at is null and m.state = 'active' and m.role = $2`,
      [sessionId, role],
    );
    return rows.length === 1;
  }
}
