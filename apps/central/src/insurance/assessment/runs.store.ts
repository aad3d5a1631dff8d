/** Keeps runs, reads what their lines are made of a chunk at a time, and writes the lines. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Category } from '#libs/contributions/category.js';
import type { UnitSize } from '#libs/contributions/employment.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import type { ParticipationCategory } from '#libs/schemes/description.js';
import type { LineInputs } from '#libs/schemes/line-inputs.js';
import { copiedUnlessThere, copyLine } from '../../ground/database/copied.js';
import { prepared } from '../../ground/database/prepared.js';

export type RunReason = 'period' | 'single' | 'declaration' | 'correction' | 'parameters';

export type Run = {
  readonly number: number;
  readonly scheme: string;
  readonly period: string;
  readonly reason: RunReason;
  readonly personId: string | null;
  readonly unitCode: string | null;
  readonly knownAt: Date;
  /** `proposed`, `refused` and `approved` are those of a difference run. */
  readonly state: 'planned' | 'proposed' | 'refused' | 'approved' | 'done';
  readonly bounds: readonly string[];
};

/** Which participations: of one person, of one unit's people, or those of a chunk (after one, up to another; null: from the start, to the end). */
export type Scope = {
  readonly personId?: string | null;
  readonly unitCode?: string | null;
  readonly after?: string | null;
  readonly upTo?: string | null;
};

/** What is looked for: a period of a scheme by its first and last day, at a moment. */
export type Asked = {
  readonly scheme: string;
  readonly period: string;
  readonly first: PlainDate;
  readonly last: PlainDate;
  readonly knownAt: Date;
  /** The earliest participation of a period counts alone. */
  readonly onlyEarliest: boolean;
  readonly endsWithPension: boolean;
  /** Whether its lines are reckoned from facts of units, such as their class of industry. */
  readonly reckonsFromUnits: boolean;
  /** With what is on record of the period already, and whoever was insured when that was written. */
  readonly withLines: boolean;
};

/** A participation with all that its line may be made of; amounts as text. */
export type Row = {
  readonly id: string;
  readonly personId: string;
  readonly category: ParticipationCategory;
  readonly tierPercent: number | null;
  readonly unitCode: string | null;
  readonly insured: boolean;
  readonly birthDate: PlainDate;
  readonly help: Category;
  readonly wage: string | null;
  readonly industryClass: number | null;
  readonly size: UnitSize | null;
  readonly floating: string | null;
  /** Of the lines there are; null: none. */
  readonly number: number | null;
  readonly unit: string | null;
  readonly person: string | null;
  readonly government: string | null;
  readonly inputs: LineInputs | null;
  /** Its newest line was made by a run that knew more than this one. */
  readonly overtaken: boolean | null;
};

/** What a participation's line takes of its unit. */
type UnitFacts = Pick<Row, 'industryClass' | 'size' | 'floating'>;

/** A row as it was read: without what is on record where that was not asked for. */
type ReadRow = Omit<Row, keyof UnitFacts | keyof Recorded> & Partial<Recorded>;
type Recorded = Pick<Row, 'number' | 'unit' | 'person' | 'government' | 'inputs' | 'overtaken'>;

// Property by property: a spread made of two objects took 28 µs, more than all the rest of a line.
const rowOf = (read: ReadRow, { industryClass, size, floating }: UnitFacts): Row => ({
  id: read.id,
  personId: read.personId,
  category: read.category,
  tierPercent: read.tierPercent,
  unitCode: read.unitCode,
  insured: read.insured,
  birthDate: read.birthDate,
  help: read.help,
  wage: read.wage,
  industryClass,
  size,
  floating,
  number: read.number ?? null,
  unit: read.unit ?? null,
  person: read.person ?? null,
  government: read.government ?? null,
  inputs: read.inputs ?? null,
  overtaken: read.overtaken ?? null,
});

const noUnit: UnitFacts = { industryClass: null, size: null, floating: null };
export type NewLine = {
  readonly participationId: string;
  readonly number: number;
  readonly base: Fen | null;
  readonly unit: Fen;
  readonly person: Fen;
  readonly government: Fen;
  readonly inputs: LineInputs | null;
};

/** From so many lines on they come by COPY, which two round trips more go with. */
const copiedFrom = 100;

export const runColumns = `number, scheme, period, reason, person_id as "personId", unit_code as "unitCode",
  parameters_known_at as "knownAt", state, bounds`;

const livesThen = (of: string): string =>
  `${of}.voided_at is null and ${of}.since <= $4::date and (${of}.until is null or ${of}.until >= $3::date)`;

// Everybody of a chunk is looked up by one list of keys for each table, in its order: half of what as many look-ups of their own take.
const readSql = ({ onlyEarliest, endsWithPension, withLines }: Asked, scopeCondition: string): string => {
  const insured = [
    onlyEarliest ? 'e.id is not null' : livesThen('p'),
    '(n.died_on is null or n.died_on >= $3::date)',
    ...(endsWithPension ? ['b.person_id is null'] : []),
  ].join(' and ');
  return `with p as materialized (select id, person_id, category, tier_percent, unit_code, since, until, voided_at
      from participation p where p.scheme = $1 ${scopeCondition}),
    keys as materialized (select array_agg(id order by id) as participations, array_agg(person_id order by person_id) as people from p),
    n as materialized (select id, birth_date, category, died_on from person where id = any((select people from keys)::uuid[]))
    ${
      onlyEarliest
        ? `, e as materialized (select distinct on (person_id) id from participation e where person_id = any((select people from keys)::uuid[])
      and scheme = $1 and ${livesThen('e')} order by person_id, since, id)`
        : ''
    }
    ${
      endsWithPension
        ? `, b as materialized (select distinct person_id from benefit_claim where person_id = any((select people from keys)::uuid[]) and is_pension
      and first_month <= left($3::text, 7) and (last_month is null or last_month >= left($3::text, 7)))`
        : ''
    }
    ${
      withLines
        ? `, l as materialized (select participation_id, max(number) as number, sum(unit_fen)::text as unit, sum(person_fen)::text as person,
        sum(government_fen)::text as government, (array_agg(inputs order by number desc))[1] as inputs,
        bool_or((select parameters_known_at from assessment_run where number = a.run) > $5::timestamptz) as overtaken
      from assessment_line a where participation_id = any((select participations from keys)::uuid[]) and period = $2 group by participation_id)`
        : ''
    }
    select p.id, p.person_id as "personId", p.category, p.tier_percent as "tierPercent", p.unit_code as "unitCode",
      ${withLines ? `(${insured})` : 'true'} as insured, n.birth_date::text as "birthDate", n.category as help, w.wage_fen as wage
      ${withLines ? ', l.number, l.unit, l.person, l.government, l.inputs, l.overtaken' : ''}
    from p join n on n.id = p.person_id
    ${onlyEarliest ? 'left join e on e.id = p.id' : ''}
    ${endsWithPension ? 'left join b on b.person_id = p.person_id' : ''}
    ${withLines ? 'left join l on l.participation_id = p.id' : ''}
    left join lateral (select wage_fen from declared_wage where person_id = p.person_id and unit_code = p.unit_code
      and from_month <= left($3::text, 7) and entered_at <= $5::timestamptz order by from_month desc, entered_at desc limit 1) w on true
    where ${withLines ? `l.number is not null or (${insured})` : `$2::text is not null and ${insured}`}
    order by p.id`;
};

/** The condition of a scope; `before`: how many parameters its own follow. */
const scopeSql = (
  { personId, unitCode, after, upTo }: Scope,
  before: number,
): { sql: string; values: readonly string[] } => {
  const values: string[] = [];
  const is = (value: string | null | undefined, sql: string): string => {
    if (value == null) return '';
    values.push(value);
    return ` and ${sql} $${before + values.length}`;
  };
  const sql = [
    is(personId, 'p.person_id ='),
    is(unitCode, 'p.unit_code ='),
    is(after, 'p.id >'),
    is(upTo, 'p.id <='),
  ].join('');
  return { sql, values };
};

@Injectable()
export class RunsStore {
  async add(
    tx: EntityManager,
    run: Omit<Run, 'number'> & { readonly askedBy: string | null; readonly rules: number },
  ): Promise<number | null> {
    const [row]: { number: number }[] = await tx.query(
      `insert into assessment_run (scheme, period, reason, person_id, unit_code, parameters_known_at, rules, state, asked_by, planned_at, done_at, bounds)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $6, case when $8 = 'done' then $6::timestamptz end, $10::uuid[])
       on conflict (scheme, period) where reason = 'period' do nothing returning number`,
      [
        run.scheme,
        run.period,
        run.reason,
        run.personId,
        run.unitCode,
        run.knownAt.toISOString(),
        run.rules,
        run.state,
        run.askedBy,
        run.bounds,
      ],
    );
    return row?.number ?? null;
  }

  async get(tx: EntityManager, number: number): Promise<Run | null> {
    const [run]: Run[] = await tx.query(`select ${runColumns} from assessment_run where number = $1`, [
      number,
    ]);
    return run ?? null;
  }

  /** The run of a whole period. */
  async ofPeriod(tx: EntityManager, scheme: string, period: string): Promise<Run | null> {
    const [run]: Run[] = await tx.query(
      `select ${runColumns} from assessment_run where scheme = $1 and period = $2 and reason = 'period'`,
      [scheme, period],
    );
    return run ?? null;
  }

  async setState(tx: EntityManager, number: number, state: Run['state'], at: Date): Promise<void> {
    await tx.query(
      `update assessment_run set state = $2, done_at = case when $2 = 'done' then $3::timestamptz end where number = $1`,
      [number, state, at.toISOString()],
    );
  }

  /** The units at which somebody has or had a participation in a scheme. */
  async unitsOf(tx: EntityManager, personId: string, scheme: string): Promise<readonly string[]> {
    const rows: { unitCode: string }[] = await tx.query(
      `select distinct unit_code as "unitCode" from participation where person_id = $1 and scheme = $2 and unit_code is not null order by 1`,
      [personId, scheme],
    );
    return rows.map(({ unitCode }) => unitCode);
  }

  /** The last participation of every `each` of a scheme, in their order, but of the last chunk; and how many there are. */
  async bounds(
    tx: EntityManager,
    scheme: string,
    each: number,
  ): Promise<{ readonly bounds: readonly string[]; readonly participations: number }> {
    const [row]: { bounds: string[] | null; participations: string }[] = await tx.query(
      `select array_agg(id order by id) filter (where at % $2 = 0 and at < participations) as bounds, max(participations) as participations
       from (select id, row_number() over (order by id) as at, count(*) over () as participations
         from participation where scheme = $1) p`,
      [scheme, each],
    );
    return { bounds: row?.bounds ?? [], participations: Number(row?.participations ?? 0) };
  }

  /** One run at a time looks at what is on record of a scope and adds to it. */
  async lock(tx: EntityManager, scheme: string, scope: Scope): Promise<void> {
    const { sql, values } = scopeSql(scope, 1);
    await tx.query(`select from participation p where p.scheme = $1 ${sql} order by p.id for no key update`, [
      scheme,
      ...values,
    ]);
  }

  /** The participations of a scope with what their lines are made of, by id. */
  async rows(tx: EntityManager, asked: Asked, scope: Scope): Promise<readonly Row[]> {
    const { sql, values } = scopeSql(scope, 5);
    const { scheme, period, first, last, knownAt, withLines } = asked;
    const text = readSql(asked, sql);
    const name = [
      'assess',
      ...(withLines ? ['lines'] : []),
      ...(asked.onlyEarliest ? ['earliest'] : []),
      ...(asked.endsWithPension ? ['pension'] : []),
      ...Object.entries(scope).flatMap(([key, value]) => (value == null ? [] : [key])),
    ].join('-');
    // How many keys a list has is not known to a plan that is kept: it takes it for ten, and would compare everybody with everybody.
    const areMany = scope.personId == null;
    if (areMany) await tx.query('set local enable_nestloop = off');
    const rows = await prepared<ReadRow>(tx, name, text, [
      scheme,
      period,
      first,
      last,
      knownAt.toISOString(),
      ...values,
    ]);
    if (areMany) await tx.query('set local enable_nestloop to default');
    const units = asked.reckonsFromUnits
      ? await this.units(tx, asked, [...new Set(rows.flatMap(({ unitCode }) => unitCode ?? []))])
      : new Map<string, UnitFacts>();
    return rows.map((row) =>
      rowOf(row, (row.unitCode === null ? undefined : units.get(row.unitCode)) ?? noUnit),
    );
  }

  /** What units were on the first day of a period. A fact that never changed has no row: it is as the unit has it. */
  private async units(
    tx: EntityManager,
    { scheme, first, knownAt }: Asked,
    codes: readonly string[],
  ): Promise<ReadonlyMap<string, UnitFacts>> {
    if (codes.length === 0) return new Map();
    const rows = await prepared<UnitFacts & { readonly code: string }>(
      tx,
      'assess-units',
      `select u.code, case when h.classes is null then u.industry_class else h.classes[1]::smallint end as "industryClass",
        case when h.sizes is null then u.size else h.sizes[1] end as size, f.step as floating
      from unit u
      cross join lateral (select array_agg(value order by effective_from desc, entered_at desc) filter (where field = 'industryClass') as classes,
          array_agg(value order by effective_from desc, entered_at desc) filter (where field = 'size') as sizes
        from unit_fact where unit_code = u.code and field in ('industryClass', 'size')
        and effective_from <= $3::date and entered_at <= $4::timestamptz) h
      left join lateral (select step from unit_floating_step where unit_code = u.code and $2::text = '410'
        and effective_from <= $3::date and entered_at <= $4::timestamptz order by effective_from desc, entered_at desc limit 1) f on true
      where u.code = any($1)`,
      [codes, scheme, first, knownAt.toISOString()],
    );
    return new Map(rows.map(({ code, ...facts }) => [code, facts]));
  }

  /** Lets the transaction end before the disk has it: what a power cut takes of it is done once more, and whatever commits after it waits for both. */
  async endAtOnce(tx: EntityManager): Promise<void> {
    await tx.query('set local synchronous_commit = off');
  }

  /** Adds lines; one that is there stays. */
  async addLines(
    tx: EntityManager,
    { number, period }: Pick<Run, 'number' | 'period'>,
    lines: readonly NewLine[],
  ): Promise<void> {
    if (lines.length === 0) return;
    // Hardly ever is one of them there already. To ask that of each row, and to enter it on trial until it is known, takes as long as its foreign key.
    if (lines.length >= copiedFrom && (await this.copyLines(tx, { number, period }, lines))) return;
    await prepared(
      tx,
      'assessment-lines',
      `insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen, inputs)
       select participation_id, $1, number, $2, base_fen, unit_fen, person_fen, government_fen, inputs
       from unnest($3::uuid[], $4::smallint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::jsonb[])
         as l (participation_id, number, base_fen, unit_fen, person_fen, government_fen, inputs)
       on conflict (participation_id, period, number) do nothing`,
      [
        period,
        number,
        lines.map(({ participationId }) => participationId),
        lines.map((line) => line.number),
        lines.map(({ base }) => base?.toString() ?? null),
        lines.map(({ unit }) => unit.toString()),
        lines.map(({ person }) => person.toString()),
        lines.map(({ government }) => government.toString()),
        lines.map(({ inputs }) => (inputs === null ? null : JSON.stringify(inputs))),
      ],
    );
  }

  private copyLines(
    tx: EntityManager,
    { number, period }: Pick<Run, 'number' | 'period'>,
    lines: readonly NewLine[],
  ): Promise<boolean> {
    return copiedUnlessThere(
      tx,
      'copy assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen, inputs) from stdin',
      lines.map((line) =>
        copyLine([
          line.participationId,
          period,
          line.number,
          number,
          line.base,
          line.unit,
          line.person,
          line.government,
          line.inputs === null ? null : JSON.stringify(line.inputs),
        ]),
      ),
    );
  }
}
