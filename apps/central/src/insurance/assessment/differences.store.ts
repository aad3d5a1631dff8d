/** Keeps difference runs: what was asked for, the rows that others approve, and how far each is. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fen, type Fen } from '#libs/money/fen.js';
import { runColumns, type NewLine, type Row, type Run, type Scope } from './runs.store.js';

export type DifferencePeriod = { readonly scheme: string; readonly period: string };

/** The run of one period of a difference run, with what came of it. Amounts in fen. */
export type PeriodDifference = DifferencePeriod & {
  readonly run: number;
  readonly state: Run['state'];
  /** Rows: a person at a unit, or alone; or a project. */
  readonly heads: number;
  /** Changes of each part, and all that rises and falls, as sums without sign. */
  readonly unit: Fen;
  readonly person: Fen;
  readonly government: Fen;
  readonly supplement: Fen;
  readonly refund: Fen;
  /** Lines that were added; fewer than heads where something was put right otherwise meanwhile. */
  readonly booked: number;
};

export type AskedDifference = {
  readonly number: number;
  readonly firstMonth: string;
  readonly lastMonth: string;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly approvalId: string | null;
  readonly chunks: number;
  readonly chunksDone: number;
};

type NewDifference = Pick<AskedDifference, 'firstMonth' | 'lastMonth' | 'reason' | 'askedBy' | 'askedAt'>;

const askedColumns = `d.number, d.first_month as "firstMonth", d.last_month as "lastMonth", d.reason, d.asked_by as "askedBy",
  d.asked_at as "askedAt", (select min(approval_id::text)::uuid from assessment_run r where r.difference = d.number) as "approvalId",
  coalesce(w.chunks, 0)::int as chunks, coalesce(w.done, 0)::int as "chunksDone"`;
/** Of reckoning and, once that is approved, of booking as well. */
const askedFrom = `difference_run d left join lateral (select count(*) as chunks, count(*) filter (where c.state = 'done') as done
  from work k join work_chunk c on c.work_id = k.id
  where k.kind in ('assessment.difference', 'assessment.difference-booking') and k.subject = d.number::text) w on true`;

const amount = (text: string): Fen => fen(BigInt(text));

/** Of the column; what is greater names nothing. */
const greatestNumber = 2_147_483_647;

@Injectable()
export class DifferencesStore {
  /** Periods of schemes that were assessed whole, from a month to another, years as well as months; the oldest first. */
  assessed(
    tx: EntityManager,
    schemes: readonly string[],
    from: string,
    to: string,
  ): Promise<readonly DifferencePeriod[]> {
    return tx.query(
      `select scheme, period from assessment_run where reason = 'period' and state = 'done' and scheme = any($1)
         and period between left($2::text, length(period)) and left($3::text, length(period)) order by scheme, period`,
      [schemes, from, to],
    );
  }

  /** The first of these periods that a difference run under way has already; null: none. */
  async underWay(tx: EntityManager, periods: readonly DifferencePeriod[]): Promise<DifferencePeriod | null> {
    const [row]: DifferencePeriod[] = await tx.query(
      `select scheme, period from assessment_run where reason = 'parameters' and state in ('planned', 'proposed', 'approved')
         and (scheme, period) in (select * from unnest($1::text[], $2::text[])) order by 1, 2 limit 1`,
      [periods.map(({ scheme }) => scheme), periods.map(({ period }) => period)],
    );
    return row ?? null;
  }

  async add(tx: EntityManager, asked: NewDifference): Promise<number> {
    const [row]: { number: number }[] = await tx.query(
      `insert into difference_run (first_month, last_month, reason, asked_by, asked_at) values ($1, $2, $3, $4, $5) returning number`,
      [asked.firstMonth, asked.lastMonth, asked.reason, asked.askedBy, asked.askedAt.toISOString()],
    );
    if (row === undefined) throw new Error('a difference run without a number');
    return row.number;
  }

  async addRun(
    tx: EntityManager,
    difference: number,
    run: Pick<Run, 'scheme' | 'period' | 'knownAt' | 'bounds'> & { readonly rules: number },
    askedBy: string,
  ): Promise<void> {
    await tx.query(
      `insert into assessment_run (scheme, period, reason, parameters_known_at, rules, asked_by, planned_at, bounds, difference)
       values ($1, $2, 'parameters', $3, $4, $5, $3, $6::uuid[], $7)`,
      [run.scheme, run.period, run.knownAt.toISOString(), run.rules, askedBy, run.bounds, difference],
    );
  }

  /** The runs of a difference run, held until the transaction ends where it is to change them. */
  runs(tx: EntityManager, difference: number, hold = false): Promise<readonly Run[]> {
    return tx.query(
      `select ${runColumns} from assessment_run where difference = $1 order by scheme, period ${hold ? 'for update' : ''}`,
      [difference],
    );
  }

  async addRows(
    tx: EntityManager,
    run: number,
    rows: readonly { readonly row: Row; readonly line: NewLine }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `insert into difference_row (run, participation_id, number, old_unit_fen, old_person_fen, old_government_fen, base_fen, unit_fen,
         person_fen, government_fen, inputs)
       select $1, * from unnest($2::uuid[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
         $10::bigint[], $11::jsonb[])`,
      [
        run,
        rows.map(({ line }) => line.participationId),
        rows.map(({ line }) => line.number),
        rows.map(({ row }) => row.unit ?? '0'),
        rows.map(({ row }) => row.person ?? '0'),
        rows.map(({ row }) => row.government ?? '0'),
        rows.map(({ line }) => line.base?.toString() ?? null),
        rows.map(({ line }) => line.unit.toString()),
        rows.map(({ line }) => line.person.toString()),
        rows.map(({ line }) => line.government.toString()),
        rows.map(({ line }) => (line.inputs === null ? null : JSON.stringify(line.inputs))),
      ],
    );
  }

  /** What was approved of a chunk, by participation: the number of the line and its amounts in one text. */
  async approved(
    tx: EntityManager,
    run: number,
    { after, upTo }: Pick<Scope, 'after' | 'upTo'>,
  ): Promise<ReadonlyMap<string, string>> {
    const rows: { participationId: string; line: string }[] = await tx.query(
      `select participation_id as "participationId", concat_ws(' ', number, unit_fen, person_fen, government_fen) as line from difference_row
       where run = $1 and participation_id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
         and ($3::uuid is null or participation_id <= $3)`,
      [run, after ?? null, upTo ?? null],
    );
    return new Map(rows.map(({ participationId, line }) => [participationId, line]));
  }

  async setStates(
    tx: EntityManager,
    difference: number,
    state: Run['state'],
    { approvalId, at }: { readonly approvalId: string | null; readonly at: Date },
  ): Promise<void> {
    await tx.query(
      `update assessment_run set state = $2, approval_id = coalesce(approval_id, $3::uuid), done_at = case when $2 = 'done' then $4::timestamptz end
       where difference = $1`,
      [difference, state, approvalId, at.toISOString()],
    );
  }

  /** Each period of a difference run with heads and sums. */
  async periods(tx: EntityManager, difference: number): Promise<readonly PeriodDifference[]> {
    type Sums = 'unit' | 'person' | 'government' | 'supplement' | 'refund';
    const rows: (Omit<PeriodDifference, Sums> & Record<Sums, string>)[] = await tx.query(
      `select r.number as run, r.scheme, r.period, r.state, s.heads, s.unit, s.person, s.government, s.supplement, s.refund,
         (select count(*)::int from assessment_line where run = r.number)
           + (select count(*)::int from project_line where run = r.number) as booked
       from assessment_run r cross join lateral (select count(*)::int as heads, coalesce(sum(unit_fen), 0) as unit,
         coalesce(sum(person_fen), 0) as person, coalesce(sum(government_fen), 0) as government,
         coalesce(sum(greatest(unit_fen + person_fen + government_fen, 0)), 0) as supplement,
         coalesce(sum(greatest(-unit_fen - person_fen - government_fen, 0)), 0) as refund
         from (select unit_fen, person_fen, government_fen from difference_row where run = r.number
           union all select unit_fen, 0, 0 from project_difference_row where run = r.number) d) s
       where r.difference = $1 order by r.scheme, r.period`,
      [difference],
    );
    return rows.map((row) => ({
      ...row,
      unit: amount(row.unit),
      person: amount(row.person),
      government: amount(row.government),
      supplement: amount(row.supplement),
      refund: amount(row.refund),
    }));
  }

  async get(tx: EntityManager, difference: number): Promise<AskedDifference | null> {
    if (difference > greatestNumber) return null;
    const [row]: AskedDifference[] = await tx.query(
      `select ${askedColumns} from ${askedFrom} where d.number = $1`,
      [difference],
    );
    return row ?? null;
  }

  /** The newest first. */
  newest(tx: EntityManager, atMost: number): Promise<readonly AskedDifference[]> {
    return tx.query(`select ${askedColumns} from ${askedFrom} order by d.number desc limit $1`, [atMost]);
  }

  /**
   * For each period that was assessed whole, when its rules were last known of: at its run, or at the last difference run that ended; of a
   * project that begins in it at its newest line, if that is earlier. Not of those that a difference run under way has.
   */
  knownOf(tx: EntityManager): Promise<readonly (DifferencePeriod & { readonly knownAt: Date })[]> {
    return tx.query(
      `select a.scheme, a.period, least(max(parameters_known_at) filter (where state = 'done'),
         case when min(p.known) is not null
           then greatest(min(p.known), max(parameters_known_at) filter (where state = 'done' and reason = 'parameters')) end) as "knownAt"
       from assessment_run a
       left join (select l.scheme, l.period, min(l.known) as known from (select distinct on (n.project_code) r.scheme, r.period,
           r.parameters_known_at as known from project_line n join assessment_run r on r.number = n.run
           order by n.project_code, n.number desc) l group by l.scheme, l.period) p on p.scheme = a.scheme and p.period = a.period
       where reason in ('period', 'parameters') and person_id is null and unit_code is null
       group by a.scheme, a.period
       having bool_or(reason = 'period' and state = 'done') and not bool_or(reason = 'parameters' and state in ('planned', 'proposed', 'approved'))
       order by a.scheme, a.period`,
    );
  }
}
