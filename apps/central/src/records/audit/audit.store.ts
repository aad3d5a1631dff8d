/** The audit trail: who did what, at which terminal, with whose card. Appended only; the database refuses anything else. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type AuditEvent = {
  readonly at: Date;
  readonly action: string;
  readonly terminalId?: string;
  /** Left out or null: nobody of the staff, such as the holder at a kiosk. */
  readonly staffNumber?: string | null;
  readonly cardSessionId?: string;
  /** What it was done to: an id or a number, never a name. */
  readonly subject?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
};

export type RecordedAuditEvent = {
  readonly id: number;
  readonly at: string;
  readonly action: string;
  readonly terminalId: string | null;
  readonly staffNumber: string | null;
  readonly cardSessionId: string | null;
  readonly subject: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

@Injectable()
export class AuditStore {
  async append(tx: EntityManager, event: AuditEvent): Promise<void> {
    await tx.query(
      `insert into audit_event (at, action, terminal_id, staff_number, card_session_id, subject, detail)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        event.at.toISOString(),
        event.action,
        event.terminalId ?? null,
        event.staffNumber ?? null,
        event.cardSessionId ?? null,
        event.subject ?? null,
        JSON.stringify(event.detail ?? {}),
      ],
    );
  }

  /** Whether somebody of the staff did this to a subject at or after a moment. */
  async has(
    tx: EntityManager,
    { action, staffNumber, subject }: { readonly [Part in 'action' | 'staffNumber' | 'subject']: string },
    since: Date,
  ): Promise<boolean> {
    const [row]: { done: boolean }[] = await tx.query(
      `select exists (select from audit_event where subject = $1 and action = $2 and staff_number = $3 and at >= $4) as done`,
      [subject, action, staffNumber, since.toISOString()],
    );
    return row?.done === true;
  }

  /** Events after `since` up to `settled`, oldest first, `limit` at most. */
  async list(
    tx: EntityManager,
    since: number,
    settled: number,
    limit: number,
  ): Promise<RecordedAuditEvent[]> {
    const rows: (Omit<RecordedAuditEvent, 'id' | 'at'> & { id: string; at: Date })[] = await tx.query(
      `select id, at, action, terminal_id as "terminalId", staff_number as "staffNumber", card_session_id as "cardSessionId", subject, detail
       from audit_event where id > $1 and id <= $2 order by id limit $3`,
      [since, settled, limit],
    );
    return rows.map((row) => ({ ...row, id: Number(row.id), at: row.at.toISOString() }));
  }
}
