/** Reads the parameters of the area, and enters what was approved. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ParameterEntry } from '#libs/policy/parameter-sets.js';
import type { JudgedVersion } from '#libs/policy/proposals.js';

/** A version with who laid it down; what came with the program has nobody. */
export type EnteredVersion = ParameterEntry & {
  readonly enteredBy: string | null;
  readonly approvalId: string | null;
};

type Row = Omit<EnteredVersion, 'entry'> & { readonly entry: string };

@Injectable()
export class PolicyStore {
  /** Another text when another version is the last that was entered; what an approval enters is said by its content, so that one of its name is one. */
  async version(tx: EntityManager): Promise<string> {
    const [row]: { version: string }[] = await tx.query(
      `select concat_ws(' ', entry, id, approval_id) as version from policy_parameter order by entry desc limit 1`,
    );
    return row?.version ?? '';
  }

  /** Waits for whoever is entering versions; nobody begins to until the transaction ends. `alone`: to enter them oneself. */
  async settle(tx: EntityManager, alone: boolean): Promise<void> {
    await tx.query(
      `select pg_advisory_xact_lock${alone ? '' : '_shared'}(hashtextextended(current_schema() || '.policy_parameter', 0))`,
    );
  }

  /** Every version ever entered, in that order. */
  async all(tx: EntityManager): Promise<EnteredVersion[]> {
    const rows: Row[] = await tx.query(
      `select id, key, effective_from::text as "effectiveFrom", kind, value, source, status, entry, entered_at as "enteredAt",
         entered_by as "enteredBy", approval_id as "approvalId", supersedes, withdraws from policy_parameter order by entry`,
    );
    return rows.map((row) => ({ ...row, entry: Number(row.entry) }));
  }

  /** Enters a version. The database compares it with what the approval says. */
  async insert(
    tx: EntityManager,
    version: JudgedVersion,
    { by, at, approval }: { readonly by: string; readonly at: Date; readonly approval: string },
  ): Promise<void> {
    await tx.query(
      `insert into policy_parameter (id, key, effective_from, kind, value, source, status, supersedes, withdraws, entered_at, entered_by, approval_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        version.id,
        version.key,
        version.effectiveFrom,
        version.kind,
        version.value,
        version.source,
        version.status,
        version.supersedes,
        version.withdraws,
        at.toISOString(),
        by,
        approval,
      ],
    );
  }
}
