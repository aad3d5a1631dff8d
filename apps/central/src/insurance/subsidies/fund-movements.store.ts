/** Keeps movements of funds that were approved, and reads what the finance owes for what accounts were credited. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Fen, fen } from '#libs/money/fen.js';

export const movementKinds = ['sweep', 'supply', 'subsidy'] as const;
export type MovementKind = (typeof movementKinds)[number];

export type FundMovementDone = {
  readonly approvalId: string;
  readonly scheme: string;
  readonly kind: MovementKind;
  readonly amount: Fen;
  readonly voucher: string;
  readonly month: string | null;
  readonly at: Date;
};

/** Of a scheme and the month its accounts were credited in. */
export type SubsidyClaim = {
  readonly scheme: string;
  readonly month: string;
  /** As acts granted it: in all, accounts have to be credited with the same. */
  readonly granted: Fen;
  readonly credited: Fen;
  readonly received: Fen;
};

@Injectable()
export class FundMovementsStore {
  async add(tx: EntityManager, done: FundMovementDone): Promise<void> {
    await tx.query(
      `insert into fund_movement (approval_id, scheme, kind, amount_fen, voucher, month, booked_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        done.approvalId,
        done.scheme,
        done.kind,
        done.amount.toString(),
        done.voucher,
        done.month,
        done.at.toISOString(),
      ],
    );
  }

  /** Whether a voucher of a scheme was booked already. */
  async isKnown(tx: EntityManager, scheme: string, voucher: string): Promise<boolean> {
    const rows: unknown[] = await tx.query('select from fund_movement where scheme = $1 and voucher = $2', [
      scheme,
      voucher,
    ]);
    return rows.length > 0;
  }

  /** Nobody else books a subsidy of the scheme until the transaction ends. */
  async lock(tx: EntityManager, scheme: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 4))', [`subsidy/${scheme}`]);
  }

  /** The newest month first; of one scheme and month if they are given. Months are those of the bureau. */
  async claims(
    tx: EntityManager,
    schemes: readonly string[],
    only: { readonly scheme: string; readonly month: string } | null = null,
  ): Promise<readonly SubsidyClaim[]> {
    type Row = Pick<SubsidyClaim, 'scheme' | 'month'> & Record<'granted' | 'credited' | 'received', string>;
    const rows: Row[] = await tx.query(
      `select scheme, month, sum(granted)::text as granted, sum(credited)::text as credited, sum(received)::text as received from (
         select a.scheme, to_char(e.booked_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, 0::bigint as granted, e.amount_fen as credited, 0::bigint as received
         from personal_account_entry e join personal_account a on a.id = e.account_id where e.kind = 'subsidy'
         union all
         select l.scheme, to_char(o.business_date, 'YYYY-MM'), l.subsidy_fen, 0, 0 from operation_line l join operation o on o.key = l.operation_key
         where l.subsidy_fen > 0 and o.state = 'succeeded' and o.kind = 'payment' and l.scheme = any($3)
         union all
         select l.scheme, to_char(u.business_date, 'YYYY-MM'), -l.subsidy_fen, 0, 0 from operation u join operation_line l on l.operation_key = u.undoes
         join operation o on o.key = u.undoes
         where l.subsidy_fen > 0 and u.state = 'succeeded' and o.kind = 'payment' and l.scheme = any($3)
         union all
         select scheme, month, 0, 0, amount_fen from fund_movement where kind = 'subsidy') c
       where $1::text is null or (scheme = $1 and month = $2)
       group by scheme, month having sum(credited) <> 0 or sum(received) <> 0 or sum(granted) <> 0 order by month desc, scheme`,
      [only?.scheme ?? null, only?.month ?? null, schemes],
    );
    return rows.map(({ scheme, month, granted, credited, received }) => ({
      scheme,
      month,
      granted: fen(BigInt(granted)),
      credited: fen(BigInt(credited)),
      received: fen(BigInt(received)),
    }));
  }
}
