/** What adjustments come to for a benefit since it was reckoned anew, in place of what they came to before. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class RedeterminedRises1803000015900 implements MigrationInterface {
  readonly name = 'RedeterminedRises1803000015900';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table redetermined_rise (
  redetermination_id uuid not null references benefit_redetermination,
  adjustment_id uuid not null references adjustment,
  claim_id uuid not null references benefit_claim,
  scheme text not null,
  -- As of benefit_rise; nothing where the adjustment reaches the benefit no more.
  base_fen bigint not null check (base_fen >= 0),
  months int not null,
  age int not null,
  fixed_fen bigint not null check (fixed_fen >= 0),
  years_fen bigint not null check (years_fen >= 0),
  percent_fen bigint not null check (percent_fen >= 0),
  area_fen bigint not null check (area_fen >= 0),
  age_fen bigint not null check (age_fen >= 0),
  least_fen bigint not null check (least_fen >= 0),
  increase_fen bigint not null check (increase_fen = fixed_fen + years_fen + percent_fen + area_fen + age_fen + least_fen),
  -- From then on, for all its months.
  applied_at timestamptz not null,
  primary key (adjustment_id, claim_id, redetermination_id, applied_at)
);
create trigger redetermined_rise_written_once before update or delete on redetermined_rise for each row execute function ${schema}.refuse_change();
create trigger redetermined_rise_never_emptied before truncate on redetermined_rise for each statement execute function ${schema}.refuse_change();

-- It comes by the redetermination that others approved, of an adjustment that others approved.
create function ${schema}.demand_redetermined_rise() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if not exists (select from benefit_redetermination r join adjustment a on a.id = new.adjustment_id and a.state in ('applying', 'applied')
      where r.id = new.redetermination_id and r.claim_id = new.claim_id) then
    raise exception 'a rise of % without its redetermination', new.claim_id using errcode = 'SS001';
  end if;
  return new;
end $$;
create trigger redetermined_rise_demanded before insert on redetermined_rise for each row execute function ${schema}.demand_redetermined_rise();

grant select, insert on redetermined_rise to ${service};
grant select on redetermined_rise to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what people draw stays on record: restore the backup of before instead');
  }
}
