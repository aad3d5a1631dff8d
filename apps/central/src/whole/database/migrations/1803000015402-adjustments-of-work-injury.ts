/** Yearly adjustments of work injury insurance: a fund of their own, and what each of a family is raised to at least. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AdjustmentsOfWorkInjury1803000015402 implements MigrationInterface {
  readonly name = 'AdjustmentsOfWorkInjury1803000015402';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- Its rule is another, so that it is never laid down together with that of pensions.
alter table adjustment drop constraint adjustment_schemes_check;
alter table adjustment add constraint adjustment_schemes_check check (cardinality(schemes) > 0
  and (schemes <@ array['110', '120', '170'] or schemes = array['410']));
create unique index adjustment_of_410 on adjustment (year) where '410' = any(schemes) and state <> 'refused';

alter table benefit_rise add column least_fen bigint not null default 0 check (least_fen >= 0);
alter table benefit_rise drop constraint benefit_rise_check;
alter table benefit_rise add constraint benefit_rise_check
  check (increase_fen = fixed_fen + years_fen + percent_fen + area_fen + age_fen + least_fen);`);
  }

  async down(): Promise<void> {
    throw new Error('what people draw stays on record: restore the backup of before instead');
  }
}
