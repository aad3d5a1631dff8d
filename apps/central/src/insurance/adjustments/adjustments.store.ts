/** Keeps yearly adjustments and how far each has come. */
import { Injectable } from '@nestjs/common';
import { benefitKindCodes, describedBenefit } from '#libs/benefits/kinds/table.js';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import { likePattern, type ListAsk, type ListPage, readPage } from '../../ground/lists/list-page.js';
import type {
  Adjustment,
  AdjustmentOutcome,
  AdjustmentState,
  NewAdjustment,
  Simulation,
} from './adjustment.js';

export const [simulatingWork, applyingWork] = ['adjustments.simulation', 'adjustments.application'] as const;

const columns = `a.id, a.number, a.year, a.schemes, a.from_month as "from", a.source, a.rule, a.bounds, a.state, a.simulation, a.outcome,
  a.made_by as "madeBy", a.made_at as "madeAt", a.approval_id as "approvalId", a.approved_at as "approvedAt", a.applied_at as "appliedAt",
  coalesce(w.chunks, 0)::int as chunks, coalesce(w.done, 0)::int as "chunksDone"`;
/** Of the step that it is at, or was at last. */
const from = `adjustment a left join lateral (select count(*) as chunks, count(*) filter (where c.state = 'done') as done
  from work k join work_chunk c on c.work_id = k.id where k.subject = a.number::text
    and k.kind = case when a.state in ('applying', 'applied') then '${applyingWork}' else '${simulatingWork}' end) w on true`;

@Injectable()
export class AdjustmentsStore {
  /** Its number; null: one of the year and fund is there already. */
  async add(
    tx: Transaction,
    made: NewAdjustment & Pick<Adjustment, 'bounds' | 'madeBy' | 'madeAt'>,
  ): Promise<number | null> {
    const [row]: { number: number }[] = await tx.query(
      `insert into adjustment (year, schemes, from_month, source, rule, bounds, made_by, made_at)
       values ($1, $2::text[], $3, $4, $5, $6::uuid[], $7, $8) on conflict do nothing returning number`,
      [
        made.year,
        made.schemes,
        made.from,
        made.source,
        JSON.stringify(made.rule),
        made.bounds,
        made.madeBy,
        made.madeAt.toISOString(),
      ],
    );
    return row?.number ?? null;
  }

  async find(tx: Transaction, number: number): Promise<Adjustment | null> {
    const [row]: Adjustment[] = await tx.query(`select ${columns} from ${from} where a.number = $1`, [
      number,
    ]);
    return row ?? null;
  }

  /** Held until the transaction ends; null: there is none. */
  async hold(tx: Transaction, number: number): Promise<Adjustment | null> {
    await tx.query('select from adjustment where number = $1 for update', [number]);
    return this.find(tx, number);
  }

  /** The last pension of each chunk but the last, and how many pensions there are. */
  async bounds(
    tx: Transaction,
    schemes: readonly string[],
    each: number,
  ): Promise<{ readonly bounds: readonly string[]; readonly heads: number }> {
    const rows: { id: string | null; heads: number }[] = await tx.query(
      `with b as (select id, row_number() over (order by id) as n, count(*) over ()::int as heads from benefit_claim
         where scheme = any($1::text[]) and (is_pension or kind = any($3::text[])))
       select id, heads from b where n % $2 = 0 and n < heads union all (select null, heads from b limit 1) order by id`,
      [schemes, each, benefitKindCodes.filter((code) => describedBenefit(code).rises !== undefined)],
    );
    return { bounds: rows.flatMap(({ id }) => id ?? []), heads: rows[0]?.heads ?? 0 };
  }

  /** How often pensions of these funds were adjusted: a simulation from before the last time is outdated. */
  async standing(tx: Transaction, schemes: readonly string[]): Promise<number> {
    const [row]: { count: number }[] = await tx.query(
      `select count(*)::int as count from adjustment where schemes && $1::text[] and state in ('applying', 'applied')`,
      [schemes],
    );
    return row?.count ?? 0;
  }

  /** One of these funds that is being carried out; null: none is. */
  async applying(tx: Transaction, schemes: readonly string[]): Promise<number | null> {
    const [row]: { number: number }[] = await tx.query(
      `select number from adjustment where schemes && $1::text[] and state = 'applying' limit 1`,
      [schemes],
    );
    return row?.number ?? null;
  }

  /** Statements over all pensions of many cities take longer than what is asked for at a desk may; until the transaction ends. */
  async takesLong(tx: Transaction): Promise<void> {
    await tx.query(`set local statement_timeout = '30min'`);
  }

  async setState(
    tx: Transaction,
    number: number,
    state: AdjustmentState,
    more: {
      readonly simulation?: Simulation;
      readonly outcome?: AdjustmentOutcome;
      readonly approvalId?: string;
      readonly approvedAt?: Date;
      readonly appliedAt?: Date;
    } = {},
  ): Promise<void> {
    await tx.query(
      `update adjustment set state = $2, simulation = coalesce($3::jsonb, simulation), outcome = coalesce($4::jsonb, outcome),
         approval_id = coalesce($5::uuid, approval_id), approved_at = coalesce($6::timestamptz, approved_at),
         applied_at = coalesce($7::timestamptz, applied_at) where number = $1`,
      [
        number,
        state,
        more.simulation === undefined ? null : JSON.stringify(more.simulation),
        more.outcome === undefined ? null : JSON.stringify(more.outcome),
        more.approvalId ?? null,
        more.approvedAt?.toISOString() ?? null,
        more.appliedAt?.toISOString() ?? null,
      ],
    );
  }

  list(
    tx: Transaction,
    filters: { readonly state: AdjustmentState | null; readonly number: number | null },
    ask: ListAsk,
  ): Promise<ListPage<Adjustment>> {
    const narrowed = conditions();
    if (filters.state !== null) narrowed.add(filters.state, (place) => `a.state = ${place}`);
    if (filters.number !== null)
      narrowed.add(filters.number, (place) => `(a.number = ${place} or a.year = ${place})`);
    else if (ask.search !== null) narrowed.add(likePattern(ask.search), inAnyOf('a.source'));
    return readPage<Adjustment>(
      tx,
      {
        select: columns,
        from,
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'a.id', type: 'uuid' },
        sorts: {
          time: { sql: 'a.made_at', type: 'timestamptz' },
          year: { sql: 'a.year', type: 'bigint' },
        },
        usual: { sort: 'time', falling: true },
      },
      ask,
    );
  }
}
