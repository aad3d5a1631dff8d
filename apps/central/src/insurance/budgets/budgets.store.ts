/** Keeps what may be spent out of funds in a year, version by version. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Budget } from './budget.js';

const columns = `scheme, year, version, lines, source, entered_by as "enteredBy", entered_at as "enteredAt", approval_id as "approvalId"`;

@Injectable()
export class BudgetsStore {
  async add(tx: EntityManager, budget: Budget): Promise<void> {
    await tx.query(
      `insert into fund_budget (scheme, year, version, lines, source, entered_by, entered_at, approval_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        budget.scheme,
        budget.year,
        budget.version,
        JSON.stringify(budget.lines),
        budget.source,
        budget.enteredBy,
        budget.enteredAt.toISOString(),
        budget.approvalId,
      ],
    );
  }

  /** All versions of a year, of each fund the newest first; `scheme` null: of all funds. */
  of(tx: EntityManager, year: number, scheme: string | null): Promise<Budget[]> {
    return tx.query(
      `select ${columns} from fund_budget where year = $1 and ($2::text is null or scheme = $2) order by scheme, version desc`,
      [year, scheme],
    );
  }

  /** What runs come to that are listed and not with the bank yet, by fund. */
  async planned(tx: EntityManager): Promise<ReadonlyMap<string, Fen>> {
    const rows: { scheme: string; total: string }[] = await tx.query(
      `select scheme, sum(total_fen)::text as total from pay_run where state in ('listed', 'asked') and kind = 'monthly' group by scheme`,
    );
    return new Map(rows.map(({ scheme, total }) => [scheme, fen(BigInt(total))]));
  }
}
