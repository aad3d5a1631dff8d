/** Keeps approvals and their decisions; the database lets the one follow from the other alone. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ApprovalKind } from '#libs/contract/approvals.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import { Refused } from '../../ground/http/refused.js';
import type { Approval, Decision } from './approval.js';

export type NewApproval = Pick<
  Approval,
  | 'kind'
  | 'subject'
  | 'content'
  | 'digest'
  | 'amountFen'
  | 'levels'
  | 'askedBy'
  | 'askedAt'
  | 'reason'
  | 'hands'
  | 'expiresAt'
>;

/** With the names of those it names, where they are known. */
export type NamedApproval = Approval & { readonly askerName: string | null };

export type RecordedDecision = Decision & { readonly level: number; readonly name: string | null };

/** Of `approval a`. */
export const approvalColumns = `a.id, a.kind, a.subject, a.content, a.digest, a.amount_fen as "amountFen", a.levels, a.level, a.asked_by as "askedBy",
  a.asked_at as "askedAt", a.reason, a.hands, a.state, a.decided_by as "decidedBy", a.decided_at as "decidedAt",
  a.decision_reason as "decisionReason", a.expires_at as "expiresAt"`;

/** What `$1` may decide of the kinds `$2` at the time `$3`, as far as it is their level's turn. */
const isOpenFor = `a.state = 'waiting' and a.kind = any($2::text[]) and a.asked_by <> $1 and $1 <> all (a.hands)
  and (a.expires_at is null or a.expires_at > $3)
  and not exists (select 1 from approval_decision d where d.approval_id = a.id and d.decided_by = $1)`;

export type ApprovalRow = Omit<NamedApproval, 'amountFen'> & { readonly amountFen: string | null };

export const approvalOf = (row: ApprovalRow): NamedApproval => ({
  ...row,
  amountFen: row.amountFen === null ? null : BigInt(row.amountFen),
});

/** What the database says of a step that may not be taken (the migration that made the tables). */
const refusals: Readonly<Record<string, ProblemCode>> = {
  SS002: 'approval-decided',
  SS003: 'same-person',
  SS004: 'approval-expired',
  approval_decision_pkey: 'approval-decided',
  approval_decision_one_person: 'same-person',
  approval_decision_by_another: 'same-person',
  approval_one_waiting: 'approval-waiting',
};

const refusalOf = (fault: unknown): ProblemCode | undefined => {
  if (!(fault instanceof Error)) return undefined;
  const { code, constraint } = fault as Error & { readonly code?: string; readonly constraint?: string };
  return refusals[constraint ?? ''] ?? refusals[code ?? ''];
};

const throwRefused = (detail: string) => (fault: unknown) => {
  const refusal = refusalOf(fault);
  throw refusal === undefined ? fault : new Refused(refusal, detail);
};

@Injectable()
export class ApprovalsStore {
  /** Throws Refused `approval-waiting` when the same is asked for already. */
  async insert(tx: EntityManager, asked: NewApproval): Promise<Approval> {
    const rows: ApprovalRow[] = await tx
      .query(
        `insert into approval as a (kind, subject, content, digest, amount_fen, levels, asked_by, asked_at, reason, hands, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ${approvalColumns}`,
        [
          asked.kind,
          asked.subject,
          JSON.stringify(asked.content),
          asked.digest,
          asked.amountFen?.toString() ?? null,
          asked.levels,
          asked.askedBy,
          asked.askedAt.toISOString(),
          asked.reason,
          asked.hands,
          asked.expiresAt?.toISOString() ?? null,
        ],
      )
      .catch(throwRefused(`${asked.kind} ${asked.subject}`));
    const [row] = rows;
    if (row === undefined) throw new Error('an approval was not entered');
    return approvalOf(row);
  }

  /**
   * Takes a step; the approval follows from it, and stays locked to the end of the transaction. Throws Refused `approval-decided`,
   * `same-person`, `approval-expired`.
   */
  async decide(tx: EntityManager, { id, level, digest, askedBy }: Approval, step: Decision): Promise<void> {
    await tx
      .query(
        `insert into approval_decision (approval_id, level, verdict, decided_by, at, reason, terminal_id, digest, asked_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          level,
          step.verdict,
          step.by,
          step.at.toISOString(),
          step.reason,
          step.terminalId,
          digest,
          askedBy,
        ],
      )
      .catch(throwRefused(id));
  }

  async find(tx: EntityManager, id: string): Promise<NamedApproval | null> {
    const rows: ApprovalRow[] = await tx.query(
      `select ${approvalColumns}, m.name as "askerName" from approval a left join staff_member m on m.staff_number = a.asked_by where a.id = $1`,
      [id],
    );
    return rows[0] === undefined ? null : approvalOf(rows[0]);
  }

  /** The newest about a subject, whatever became of it. */
  async newestOf(tx: EntityManager, kind: ApprovalKind, subject: string): Promise<Approval | null> {
    const rows: ApprovalRow[] = await tx.query(
      `select ${approvalColumns} from approval a where a.kind = $1 and a.subject = $2 order by a.id desc limit 1`,
      [kind, subject],
    );
    return rows[0] === undefined ? null : approvalOf(rows[0]);
  }

  /** Those of these kinds that somebody may decide next as far as they had no hand in it, the oldest first, after one of them. */
  async waitingFor(
    tx: EntityManager,
    staffNumber: string,
    kinds: readonly ApprovalKind[],
    { now, after, limit }: { readonly now: Date; readonly after: string | null; readonly limit: number },
  ): Promise<NamedApproval[]> {
    const rows: ApprovalRow[] = await tx.query(
      `select ${approvalColumns}, m.name as "askerName" from approval a left join staff_member m on m.staff_number = a.asked_by
       where ${isOpenFor} and ($4::uuid is null or a.id > $4)
       order by a.id limit $5`,
      [staffNumber, kinds, now.toISOString(), after, limit],
    );
    return rows.map(approvalOf);
  }

  /** All that wait of these kinds, and so many of those that ended, the newest first. */
  async newestOfKinds(
    tx: EntityManager,
    kinds: readonly ApprovalKind[],
    endedAtMost: number,
  ): Promise<Approval[]> {
    const rows: ApprovalRow[] = await tx.query(
      `(select ${approvalColumns}, null as "askerName" from approval a where a.state = 'waiting' and a.kind = any($1::text[]))
       union all
       (select ${approvalColumns}, null as "askerName" from approval a where a.state <> 'waiting' and a.kind = any($1::text[])
        order by a.id desc limit $2)
       order by id desc`,
      [kinds, endedAtMost],
    );
    return rows.map(approvalOf);
  }

  /** All that waits of these kinds, whoever may decide it, the oldest first. */
  async waitingOf(tx: EntityManager, kinds: readonly ApprovalKind[]): Promise<NamedApproval[]> {
    const rows: ApprovalRow[] = await tx.query(
      `select ${approvalColumns}, m.name as "askerName" from approval a left join staff_member m on m.staff_number = a.asked_by
       where a.state = 'waiting' and a.kind = any($1::text[]) order by a.id`,
      [kinds],
    );
    return rows.map(approvalOf);
  }

  /** What waits of these kinds about some subjects. */
  async waitingAbout(
    tx: EntityManager,
    kinds: readonly ApprovalKind[],
    subjects: readonly string[],
  ): Promise<NamedApproval[]> {
    const rows: ApprovalRow[] = await tx.query(
      `select ${approvalColumns}, m.name as "askerName" from approval a left join staff_member m on m.staff_number = a.asked_by
       where a.state = 'waiting' and a.kind = any($1::text[]) and a.subject = any($2::text[]) order by a.id`,
      [kinds, subjects],
    );
    return rows.map(approvalOf);
  }

  /** How many of those that somebody may decide there are, by what says whose turn it is; and how many wait that somebody asked for. */
  async countFor(
    tx: EntityManager,
    staffNumber: string,
    kinds: readonly ApprovalKind[],
    now: Date,
  ): Promise<{
    readonly waiting: readonly (Pick<Approval, 'kind' | 'amountFen' | 'level'> & {
      readonly count: number;
    })[];
    readonly asked: number;
  }> {
    const rows: (Pick<ApprovalRow, 'kind' | 'amountFen' | 'level'> & { readonly count: number })[] =
      await tx.query(
        `select a.kind, a.amount_fen as "amountFen", a.level, count(*)::int as count from approval a
       where ${isOpenFor} group by 1, 2, 3`,
        [staffNumber, kinds, now.toISOString()],
      );
    const own: { readonly count: number }[] = await tx.query(
      `select count(*)::int as count from approval where state = 'waiting' and asked_by = $1`,
      [staffNumber],
    );
    return {
      waiting: rows.map((row) => ({
        ...row,
        amountFen: row.amountFen === null ? null : BigInt(row.amountFen),
      })),
      asked: own[0]?.count ?? 0,
    };
  }

  /** What somebody asked for: what waits, then what ended since; each the newest first. */
  async askedBy(
    tx: EntityManager,
    staffNumber: string,
    endedSince: Date,
    limit: number,
  ): Promise<NamedApproval[]> {
    const rows: ApprovalRow[] = await tx.query(
      `select ${approvalColumns}, m.name as "askerName" from approval a left join staff_member m on m.staff_number = a.asked_by
       where a.asked_by = $1 and (a.state = 'waiting' or a.decided_at >= $2)
       order by (a.state = 'waiting') desc, a.id desc limit $3`,
      [staffNumber, endedSince.toISOString(), limit],
    );
    return rows.map(approvalOf);
  }

  /** The steps taken so far, in their order. */
  decisions(tx: EntityManager, id: string): Promise<RecordedDecision[]> {
    return tx.query(
      `select d.level, d.verdict, d.decided_by as by, d.at, d.reason, d.terminal_id as "terminalId", m.name
       from approval_decision d left join staff_member m on m.staff_number = d.decided_by where d.approval_id = $1 order by d.level`,
      [id],
    );
  }

  /** Those whose time is over and that nobody else is ending. */
  async lapsed(
    tx: EntityManager,
    now: Date,
    after: Pick<Approval, 'expiresAt' | 'id'> | null,
    limit: number,
  ): Promise<Approval[]> {
    const rows: ApprovalRow[] = await tx.query(
      `select ${approvalColumns} from approval a where a.state = 'waiting' and a.expires_at <= $1
         and (a.expires_at, a.id) > (coalesce($2::timestamptz, '-infinity'), coalesce($3::uuid, '00000000-0000-0000-0000-000000000000'))
       order by a.expires_at, a.id limit $4`,
      [now.toISOString(), after?.expiresAt?.toISOString() ?? null, after?.id ?? null, limit],
    );
    return rows.map(approvalOf);
  }
}
