/**
 * Puts on record who looked at whose data, for what, and who was refused it: one row for each answer of an act that the authority
 * table names. A refusal is recorded after its transaction was rolled back, so that nobody tries out numbers unseen.
 */
import { Injectable } from '@nestjs/common';
import { onRecord, type Act, type CommandAct } from '#libs/contract/authority.js';
import { purposeNames, type Purpose } from '#libs/contract/purposes.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { PURPOSE, type IdentifiedRequest } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from './audit.store.js';

/** What came of a look: how many entries a list showed, or the code of the refusal. */
export type LookOutcome = { readonly shown?: number } | { readonly refused: string };

/** Throws Refused `malformed-request` for a purpose that is none of the list. */
export const purposeOf = ({ headers }: IdentifiedRequest): Purpose | null => {
  const said = headers[PURPOSE];
  if (said === undefined) return null;
  const purpose = purposeNames.find((known) => known === said);
  if (purpose === undefined)
    throw new Refused('malformed-request', `X-Purpose: one of ${purposeNames.join(', ')}`);
  return purpose;
};

// What was refused before it was checked may be anything; the database keeps no control characters or half ones.
const plain = /^[^\p{Cc}\p{Cs}]{1,200}$/u;
const plainText = (value: unknown): string | null =>
  typeof value === 'string' && plain.test(value) ? value : null;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A session, photo, receipt, batch or unit is named in the address; what was looked up by a body is noted by whoever finds it. */
const namedIn = ({ params }: IdentifiedRequest): string | null => {
  const { id, number, digest, code } = (params ?? {}) as Record<string, unknown>;
  return plainText(id ?? number ?? digest ?? code);
};

/** However an id was written, a look is found by it as the database writes it. */
const asKept = (subject: string | null): string | null => {
  const small = subject?.toLowerCase() ?? '';
  return uuid.test(small) ? small : subject;
};

@Injectable()
export class ReadsOnRecord {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Whether this outcome of the act is to be recorded here. */
  keeps(act: CommandAct, outcome: 'answer' | 'refusal'): boolean {
    return onRecord[act] === 'answers' || (onRecord[act] === 'refusals' && outcome === 'refusal');
  }

  /** What somebody looks at by a command, or was refused there; durable once this is done. */
  async recordCommand(
    act: CommandAct,
    look: {
      readonly staffNumber: string;
      readonly subject: string | null;
      readonly purpose: Purpose;
      readonly refused?: string;
    },
  ): Promise<void> {
    const { staffNumber, purpose, refused } = look;
    const subject = plainText(look.subject);
    await this.database.transaction((tx) =>
      this.audit.append(tx, {
        at: this.clock.now(),
        action: act,
        staffNumber,
        ...(subject === null ? {} : { subject }),
        detail: { purpose, by: 'command', ...(refused === undefined ? {} : { refused }) },
      }),
    );
  }

  /** The row is durable once this is done; whoever answers waits for it. */
  async record(
    act: Act,
    request: IdentifiedRequest,
    outcome: LookOutcome,
    found: string | null = null,
  ): Promise<void> {
    const { terminal, staff } = request;
    const subject = asKept(found ?? namedIn(request));
    const body = (request.body ?? {}) as Record<string, unknown>;
    const { state, since, after } = (request.query ?? {}) as Record<string, unknown>;
    const page = plainText(after ?? since ?? state);
    const cardSessionId = asKept(plainText(body['cardSessionId']));
    const ofSession = cardSessionId !== null && uuid.test(cardSessionId);
    await this.database.transaction((tx) =>
      this.audit.append(tx, {
        at: this.clock.now(),
        action: act,
        ...(terminal === undefined ? {} : { terminalId: terminal.id }),
        ...(staff === undefined ? {} : { staffNumber: staff.number }),
        ...(ofSession ? { cardSessionId } : {}),
        ...(subject === null ? {} : { subject }),
        detail: {
          purpose: plainText(body['purpose']) ?? purposeOf(request),
          ...(page === null ? {} : { page }),
          ...outcome,
        },
      }),
    );
  }
}
