/** Keeps units with their floating steps and construction projects, and finds them by code, credit code or name. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen } from '#libs/money/fen.js';
import type { FloatingStep, NewUnit, Project, Unit, UnitChange, UnitFact } from './unit.js';

/** Member → column, but for the code. */
const columns = {
  name: 'name',
  creditCode: 'credit_code',
  kind: 'kind',
  industryClass: 'industry_class',
  size: 'size',
  township: 'township',
  foundedOn: 'founded_on',
  address: 'address',
  contactName: 'contact_name',
  contactPhone: 'contact_phone',
  bankName: 'bank_name',
  bankAccount: 'bank_account',
} as const satisfies Record<keyof UnitChange, string>;

const selected = `code, name, credit_code as "creditCode", kind, industry_class as "industryClass", size, township,
  founded_on::text as "foundedOn", closed_on::text as "closedOn", address, contact_name as "contactName",
  contact_phone as "contactPhone", bank_name as "bankName", bank_account as "bankAccount"`;

const selectedProject = `code, name, unit_code as "unitCode", cost_fen as cost, starts_on::text as "startsOn", ends_on::text as "endsOn",
  coalesce(insured_from, starts_on)::text as "insuredFrom", ended_on::text as "endedOn"`;

type ProjectRow = Omit<Project, 'cost'> & { readonly cost: string };

const projectOf = (row: ProjectRow): Project => ({ ...row, cost: fen(BigInt(row.cost)) });

@Injectable()
export class UnitsStore {
  all(tx: EntityManager): Promise<Pick<Unit, 'code' | 'name'>[]> {
    return tx.query('select code, name from unit order by code');
  }

  async find(tx: EntityManager, code: string): Promise<Unit | null> {
    const rows: Unit[] = await tx.query(`select ${selected} from unit where code = $1`, [code]);
    return rows[0] ?? null;
  }

  async findByCreditCode(tx: EntityManager, creditCode: string): Promise<Unit | null> {
    const rows: Unit[] = await tx.query(`select ${selected} from unit where credit_code = $1`, [creditCode]);
    return rows[0] ?? null;
  }

  /** Nobody else changes this unit until the transaction ends. */
  async lock(tx: EntityManager, code: string): Promise<void> {
    await tx.query('select 1 from unit where code = $1 for no key update', [code]);
  }

  /** Whose code or credit code is the text, then those whose name has it in it. */
  search(tx: EntityManager, text: string, limit: number): Promise<Unit[]> {
    return tx.query(
      `select ${selected} from unit where code = $1 or credit_code = $1 or position($1 in name) > 0
       order by (code = $1 or credit_code = $1) is not true, name, code limit $2`,
      [text, limit],
    );
  }

  async addNamed(tx: EntityManager, { code, name }: Pick<Unit, 'code' | 'name'>): Promise<void> {
    await tx.query('insert into unit (code, name) values ($1, $2) on conflict do nothing', [code, name]);
  }

  /** Whether it was added; false: the code or the credit code is known. */
  async add(tx: EntityManager, unit: NewUnit): Promise<boolean> {
    const given = (Object.keys(columns) as (keyof UnitChange)[]).filter((field) => unit[field] !== undefined);
    const rows: unknown[] = await tx.query(
      `insert into unit (code, ${given.map((field) => columns[field]).join(', ')})
       values ($1, ${given.map((_, at) => `$${at + 2}`).join(', ')}) on conflict do nothing returning code`,
      [unit.code, ...given.map((field) => unit[field])],
    );
    return rows.length > 0;
  }

  async change(tx: EntityManager, code: string, change: UnitChange): Promise<void> {
    const given = (Object.keys(columns) as (keyof UnitChange)[]).filter(
      (field) => change[field] !== undefined,
    );
    if (given.length === 0) return;
    await tx.query(
      `update unit set ${given.map((field, at) => `${columns[field]} = $${at + 2}`).join(', ')} where code = $1`,
      [code, ...given.map((field) => change[field])],
    );
  }

  async close(tx: EntityManager, code: string, on: PlainDate): Promise<void> {
    await tx.query('update unit set closed_on = $2 where code = $1', [code, on]);
  }

  /** What keeps a unit from being closed on a day: bills that are not paid, and people who stay insured at it after. */
  async left(
    tx: EntityManager,
    code: string,
    on: PlainDate,
  ): Promise<{ readonly openBills: number; readonly people: number }> {
    const rows: { openBills: number; people: number }[] = await tx.query(
      `select (select count(*)::int from unit_bill where unit_code = $1 and paid_fen < unit_fen + person_fen) as "openBills",
         (select count(distinct person_id)::int from participation
          where unit_code = $1 and voided_at is null and (until is null or until > $2)) as people`,
      [code, on],
    );
    return rows[0] ?? { openBills: 0, people: 0 };
  }

  /** Every fact that was changed, the newest period first and in it the entry that counts. */
  facts(tx: EntityManager, unitCode: string): Promise<UnitFact[]> {
    return tx.query(
      `select field, value, case when isfinite(effective_from) then effective_from::text end as "effectiveFrom",
         case when isfinite(entered_at) then to_char(entered_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end as "enteredAt",
         entered_by as "enteredBy"
       from unit_fact where unit_code = $1 order by unit_fact.effective_from desc, unit_fact.entered_at desc, field`,
      [unitCode],
    );
  }

  async addFacts(tx: EntityManager, unitCode: string, facts: readonly UnitFact[]): Promise<void> {
    await tx.query(
      `insert into unit_fact (unit_code, field, effective_from, entered_at, value, entered_by)
       select $1, field, coalesce(effective_from, '-infinity'), coalesce(entered_at, '-infinity'), value, entered_by
       from unnest($2::text[], $3::date[], $4::timestamptz[], $5::text[], $6::text[]) as f (field, effective_from, entered_at, value, entered_by)`,
      [
        unitCode,
        facts.map(({ field }) => field),
        facts.map(({ effectiveFrom }) => effectiveFrom),
        facts.map(({ enteredAt }) => enteredAt),
        facts.map(({ value }) => value),
        facts.map(({ enteredBy }) => enteredBy),
      ],
    );
  }

  async addFloatingStep(
    tx: EntityManager,
    unitCode: string,
    { effectiveFrom, step }: Pick<FloatingStep, 'effectiveFrom' | 'step'>,
    by: string,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into unit_floating_step (unit_code, effective_from, step, entered_at, entered_by) values ($1, $2, $3, $4, $5)`,
      [unitCode, effectiveFrom, step, at.toISOString(), by],
    );
  }

  /** Every entry, the newest period first and in it the entry that counts. */
  floatingSteps(tx: EntityManager, unitCode: string): Promise<FloatingStep[]> {
    return tx.query(
      `select effective_from::text as "effectiveFrom", step,
         to_char(entered_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "enteredAt", entered_by as "enteredBy"
       from unit_floating_step where unit_code = $1 order by effective_from desc, entered_at desc`,
      [unitCode],
    );
  }

  /** Whether it was added; false: the code is known. */
  async addProject(tx: EntityManager, project: Omit<Project, 'endedOn'>): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `insert into construction_project (code, name, unit_code, cost_fen, starts_on, ends_on, insured_from) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict do nothing returning code`,
      [
        project.code,
        project.name,
        project.unitCode,
        project.cost.toString(),
        project.startsOn,
        project.endsOn,
        project.insuredFrom,
      ],
    );
    return rows.length > 0;
  }

  async changeProject(
    tx: EntityManager,
    code: string,
    { cost, endsOn, endedOn }: Pick<Project, 'cost' | 'endsOn' | 'endedOn'>,
  ): Promise<void> {
    await tx.query(
      'update construction_project set cost_fen = $2, ends_on = $3, ended_on = $4 where code = $1',
      [code, cost.toString(), endsOn, endedOn],
    );
  }

  async project(tx: EntityManager, code: string): Promise<Project | null> {
    const rows: ProjectRow[] = await tx.query(
      `select ${selectedProject} from construction_project where code = $1`,
      [code],
    );
    return rows[0] === undefined ? null : projectOf(rows[0]);
  }

  async projectsOf(tx: EntityManager, unitCode: string): Promise<Project[]> {
    const rows: ProjectRow[] = await tx.query(
      `select ${selectedProject} from construction_project where unit_code = $1 order by starts_on desc, code`,
      [unitCode],
    );
    return rows.map(projectOf);
  }
}
