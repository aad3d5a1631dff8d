/** Keeps movements of funds that were approved, and reads what the finance owes for what accounts were credited. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Category } from '#libs/contributions/category.js';
import { type Fen, fen } from '#libs/money/fen.js';

export const movementKinds = ['sweep', 'supply', 'subsidy'] as const;
export type MovementKind = (typeof movementKinds)[number];

/** Whose finance pays a subsidy: the State's, the province's, that of the prefecture or of the county. */
export const subsidyLevels = ['central', 'province', 'prefecture', 'county'] as const;
export type SubsidyLevel = (typeof subsidyLevels)[number];

export type FundMovementDone = {
  /** Null: a statement brought it. */
  readonly approvalId: string | null;
  readonly statement: { readonly id: string; readonly line: number } | null;
  readonly level: SubsidyLevel | null;
  readonly scheme: string;
  readonly kind: MovementKind;
  readonly amount: Fen;
  readonly voucher: string;
  readonly month: string | null;
  readonly at: Date;
};

/** Of people of one category: how many, and what is given for them. */
export type SubsidyPart = { readonly category: Category; readonly heads: number; readonly amount: Fen };

/** Of a scheme and the month its accounts were credited in, or its people were insured. */
export type SubsidyClaim = {
  readonly scheme: string;
  readonly month: string;
  /** As acts granted it: in all, accounts have to be credited with the same. */
  readonly granted: Fen;
  readonly credited: Fen;
  readonly received: Fen;
  /** Of a scheme without accounts, whom it is given for. */
  readonly parts: readonly SubsidyPart[];
};

/** A subsidy that came: by the line of a statement, or by a paper voucher alone. */
export type SubsidyReceipt = {
  readonly scheme: string;
  readonly month: string;
  readonly amount: Fen;
  readonly voucher: string;
  readonly level: SubsidyLevel | null;
  readonly statement: number | null;
  readonly line: number | null;
  readonly bookedOn: string;
};

/** Whose subsidies go to accounts, and whose are for being insured. */
export type SubsidisedSchemes = { readonly keeping: readonly string[]; readonly insuring: readonly string[] };

/**
 * SQL of what the government gives for people who are insured without an account, at `$4`: of the first due of a period once it is paid, whoever
 * took the money, back when that is undone, and where nothing is left to pay as soon as that is so. A line of later comes in its own month.
 */
const ofInsured = `
  select p.scheme, to_char(greatest(s.day, (r.planned_at at time zone 'Asia/Shanghai')::date), 'YYYY-MM') as month, s.person_id, l.government_fen * s.sign as amount,
    coalesce((select c.inputs ->> 'h' from assessment_line c where c.participation_id = l.participation_id and c.period = l.period
      order by c.number desc limit 1), 'ordinary') as category
  from (
    select d.person_id, d.scheme, d.period, o.business_date as day, 1 as sign from due d join operation_line a on a.subject_id = d.id
      join operation o on o.key = a.operation_key and o.kind = 'payment' and o.state = 'succeeded' where d.scheme = any($4) and d.number = 1
    union all
    select d.person_id, d.scheme, d.period, u.business_date, -1 from due d join operation_line a on a.subject_id = d.id
      join operation o on o.key = a.operation_key and o.kind = 'payment' and o.state = 'succeeded'
      join operation u on u.undoes = o.key and u.state = 'succeeded' where d.scheme = any($4) and d.number = 1
    union all
    select d.person_id, d.scheme, d.period, coalesce((select max((n.planned_at at time zone 'Asia/Shanghai')::date) from participation q
        join assessment_line m on m.participation_id = q.id and m.period = d.period and m.person_fen < 0 join assessment_run n on n.number = m.run
      where q.person_id = d.person_id and q.scheme = d.scheme), '-infinity'::date), 1 from due d where d.scheme = any($4) and d.number = 1 and d.state = 'waived') s
  join participation p on p.person_id = s.person_id and p.scheme = s.scheme
  join assessment_line l on l.participation_id = p.id and l.period = s.period join assessment_run r on r.number = l.run
  where l.government_fen <> 0`;

@Injectable()
export class FundMovementsStore {
  async add(tx: EntityManager, done: FundMovementDone): Promise<void> {
    await tx.query(
      `insert into fund_movement (approval_id, scheme, kind, amount_fen, voucher, month, booked_at, statement_id, line, level)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        done.approvalId,
        done.scheme,
        done.kind,
        done.amount.toString(),
        done.voucher,
        done.month,
        done.at.toISOString(),
        done.statement?.id ?? null,
        done.statement?.line ?? null,
        done.level,
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

  /**
   * The voucher of a sweep or a subsidy that was booked by its paper, of this amount, and that no line of a statement told of before; null: there
   * is none, or several.
   */
  async voucherBooked(
    tx: EntityManager,
    scheme: string,
    amount: Fen,
    vouchers: readonly string[],
  ): Promise<string | null> {
    const rows: { voucher: string }[] = await tx.query(
      `select m.voucher from fund_movement m where m.scheme = $1 and m.amount_fen = $2 and m.voucher = any($3) and m.kind in ('sweep', 'subsidy')
         and m.statement_id is null and not exists (select from bank_statement_line l join bank_statement s on s.id = l.statement_id
           where s.scheme = m.scheme and l.other_voucher = m.voucher)`,
      [scheme, amount.toString(), vouchers],
    );
    return rows.length === 1 ? (rows[0]?.voucher ?? null) : null;
  }

  /** Subsidies that came, the newest first. */
  async receipts(tx: EntityManager): Promise<readonly SubsidyReceipt[]> {
    const rows: (Omit<SubsidyReceipt, 'amount'> & { readonly amount: string })[] = await tx.query(
      `select m.scheme, m.month, m.amount_fen::text as amount, m.voucher, m.level, s.number as statement, m.line,
         (m.booked_at at time zone 'Asia/Shanghai')::date::text as "bookedOn"
       from fund_movement m left join bank_statement s on s.id = m.statement_id where m.kind = 'subsidy' order by m.booked_at desc, m.id desc`,
    );
    return rows.map((row) => ({ ...row, amount: fen(BigInt(row.amount)) }));
  }

  /** Nobody else books a subsidy of the scheme until the transaction ends. */
  async lock(tx: EntityManager, scheme: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 4))', [`subsidy/${scheme}`]);
  }

  /** The newest month first; of one scheme and month if they are given. Months are those of the bureau. */
  async claims(
    tx: EntityManager,
    { keeping, insuring }: SubsidisedSchemes,
    only: { readonly scheme: string; readonly month: string } | null = null,
  ): Promise<readonly SubsidyClaim[]> {
    type Row = Pick<SubsidyClaim, 'scheme' | 'month'> &
      Record<'granted' | 'credited' | 'received', string> & {
        readonly parts: readonly (Omit<SubsidyPart, 'amount'> & { readonly amount: string })[];
      };
    const rows: Row[] = await tx.query(
      `with insured as (
         select scheme, month, category, count(distinct person_id)::int as heads, sum(amount) as amount from (${ofInsured}) i group by 1, 2, 3)
       select scheme, month, sum(granted)::text as granted, sum(credited)::text as credited, sum(received)::text as received,
         coalesce((select json_agg(json_build_object('category', i.category, 'heads', i.heads, 'amount', i.amount::text) order by i.category)
           from insured i where i.scheme = c.scheme and i.month = c.month and i.amount <> 0), '[]') as parts from (
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
         select scheme, month, amount, amount, 0 from insured
         union all
         select scheme, month, 0, 0, amount_fen from fund_movement where kind = 'subsidy') c
       where $1::text is null or (scheme = $1 and month = $2)
       group by scheme, month having sum(credited) <> 0 or sum(received) <> 0 or sum(granted) <> 0 order by month desc, scheme`,
      [only?.scheme ?? null, only?.month ?? null, keeping, insuring],
    );
    return rows.map(({ scheme, month, granted, credited, received, parts }) => ({
      scheme,
      month,
      granted: fen(BigInt(granted)),
      credited: fen(BigInt(credited)),
      received: fen(BigInt(received)),
      parts: parts.map((part) => ({ ...part, amount: fen(BigInt(part.amount)) })),
    }));
  }
}
