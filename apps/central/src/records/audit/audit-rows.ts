/** How events come into the audit trail: appended, under the names of its columns. */
import type { RowWrite } from '../../ground/database/row-writes.js';
import type { AuditEvent } from './audit.store.js';

const columns = 'at, action, terminal_id, staff_number, card_session_id, subject, detail';

export const auditRow = (event: AuditEvent): object => ({
  at: event.at.toISOString(),
  action: event.action,
  terminal_id: event.terminalId ?? null,
  staff_number: event.staffNumber ?? null,
  card_session_id: event.cardSessionId ?? null,
  subject: event.subject ?? null,
  detail: event.detail ?? {},
});

export const auditEvents: RowWrite = {
  table: 'audit_event',
  sql: (rows) => `insert into audit_event (${columns}) select ${columns} from ${rows}`,
};
