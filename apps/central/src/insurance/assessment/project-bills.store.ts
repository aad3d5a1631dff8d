/** Keeps the lines of construction projects: what each owes once, and the difference that every change of it makes. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Fen, fen } from '#libs/money/fen.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';

/** What a project is reckoned from. */
export type ProjectBasis = {
  readonly cost: Fen;
  readonly totalDays: number;
  /** Days of them that are not insured. */
  readonly freeDays: number;
};

/** What stands of a project by its lines together; number 0: nothing yet. */
export type StandingProject = ProjectBasis & {
  readonly number: number;
  readonly run: number;
  readonly owed: Fen;
};

export type AssessedProject = {
  readonly code: string;
  readonly unitCode: string;
  readonly startsOn: PlainDate;
};

@Injectable()
export class ProjectBillsStore {
  async standing(tx: EntityManager, code: string): Promise<StandingProject> {
    const rows: (Omit<StandingProject, 'cost' | 'owed'> & Record<'cost' | 'owed', string>)[] = await tx.query(
      `select number, run, cost_fen::text as cost, total_days as "totalDays", free_days as "freeDays", sum(unit_fen) over ()::text as owed
         from project_line where project_code = $1 order by number desc limit 1`,
      [code],
    );
    const [row] = rows;
    return row === undefined
      ? { number: 0, run: 0, cost: fen(0n), totalDays: 0, freeDays: 0, owed: fen(0n) }
      : { ...row, cost: fen(BigInt(row.cost)), owed: fen(BigInt(row.owed)) };
  }

  async addLine(
    tx: EntityManager,
    code: string,
    line: ProjectBasis & { readonly number: number; readonly run: number; readonly unit: Fen },
  ): Promise<void> {
    await tx.query(
      `insert into project_line (project_code, number, run, cost_fen, total_days, free_days, unit_fen) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        code,
        line.number,
        line.run,
        line.cost.toString(),
        line.totalDays,
        line.freeDays,
        line.unit.toString(),
      ],
    );
  }

  /** Keeps what a difference run would add to a project. */
  async addDifference(
    tx: EntityManager,
    run: number,
    code: string,
    { old, ...line }: ProjectBasis & { readonly number: number; readonly old: Fen; readonly unit: Fen },
  ): Promise<void> {
    await tx.query(
      `insert into project_difference_row (run, project_code, number, old_unit_fen, cost_fen, total_days, free_days, unit_fen)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        run,
        code,
        line.number,
        old.toString(),
        line.cost.toString(),
        line.totalDays,
        line.freeDays,
        line.unit.toString(),
      ],
    );
  }

  /** What was approved of projects in a run. */
  async approved(
    tx: EntityManager,
    run: number,
  ): Promise<readonly (AssessedProject & ProjectBasis & { readonly number: number; readonly unit: Fen })[]> {
    const rows: (AssessedProject &
      Omit<ProjectBasis, 'cost'> & { readonly number: number } & Record<'cost' | 'unit', string>)[] =
      await tx.query(
        `select c.code, c.unit_code as "unitCode", c.starts_on::text as "startsOn", d.number, d.cost_fen::text as cost,
           d.total_days as "totalDays", d.free_days as "freeDays", d.unit_fen::text as unit
         from project_difference_row d join construction_project c on c.code = d.project_code where d.run = $1 order by c.code`,
        [run],
      );
    return rows.map((row) => ({ ...row, cost: fen(BigInt(row.cost)), unit: fen(BigInt(row.unit)) }));
  }

  /** How many are insured under it. */
  async heads(tx: EntityManager, code: string): Promise<number> {
    const [row]: { heads: number }[] = await tx.query(
      `select count(distinct person_id)::int as heads from participation where project_code = $1 and scheme = '410' and voided_at is null`,
      [code],
    );
    return row?.heads ?? 0;
  }

  /** Projects that begin in a month, of one unit if one is given. */
  ofMonth(tx: EntityManager, month: string, unitCode: string | null): Promise<AssessedProject[]> {
    return tx.query(
      `select code, unit_code as "unitCode", starts_on::text as "startsOn" from construction_project
       where starts_on >= ($1 || '-01')::date and starts_on < ($1 || '-01')::date + interval '1 month' and ($2::text is null or unit_code = $2) order by code`,
      [month, unitCode],
    );
  }
}
