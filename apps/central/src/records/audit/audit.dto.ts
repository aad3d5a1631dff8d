/** The audit trail as auditors read it. */
export class AuditEventDto {
  id!: number;
  /** ISO instant. */
  at!: string;
  action!: string;
  terminalId!: string | null;
  staffNumber!: string | null;
  cardSessionId!: string | null;
  subject!: string | null;
  detail!: Record<string, unknown>;
}

export class AuditEventsDto {
  events!: AuditEventDto[];
  /** Ask with this as `since` next time. */
  next!: number;
}
