/** Redeterminations of benefits (待遇重新核定): what a benefit was reckoned from before, and since. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Redeterminations1803000015200 implements MigrationInterface {
  readonly name = 'Redeterminations1803000015200';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
create table benefit_redetermination (
  id uuid primary key default uuidv7(),
  claim_id uuid not null references benefit_claim,
  -- As it was until then.
  former_first_month text not null check (former_first_month ~ '^[0-9]{4}-[0-9]{2}$'),
  former_facts jsonb not null,
  -- As it is reckoned since, for all its months.
  first_month text not null check (first_month ~ '^[0-9]{4}-[0-9]{2}$'),
  facts jsonb not null,
  -- The document it rests on.
  evidence text not null,
  entered_by text not null,
  entered_at timestamptz not null,
  approval_id uuid not null unique references approval
);
create index benefit_redetermination_of_claim on benefit_redetermination (claim_id, id);
create trigger benefit_redetermination_written_once before update or delete on benefit_redetermination
  for each row execute function ${schema}.refuse_change();
create trigger benefit_redetermination_never_emptied before truncate on benefit_redetermination
  for each statement execute function ${schema}.refuse_change();

-- What a benefit is reckoned from changes by a redetermination that others approved, and by nothing else.
create function ${schema}.demand_redetermination() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if not exists (select from benefit_redetermination r join approval a on a.id = r.approval_id and a.kind = 'benefit-redetermination'
      and a.subject = new.id::text and a.state = 'approved'
      where r.claim_id = new.id and r.facts = new.facts and r.first_month = new.first_month) then
    raise exception 'benefit % is not redetermined', old.id using errcode = 'SS001';
  end if;
  return new;
end $$;
create trigger benefit_claim_redetermined before update of facts, first_month on benefit_claim for each row
  execute function ${schema}.demand_redetermination();

grant select, insert on benefit_redetermination to ${service};
grant update (facts, first_month) on benefit_claim to ${service};
grant select (id, claim_id, former_first_month, first_month, evidence, entered_by, entered_at, approval_id) on benefit_redetermination to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what people draw stays on record: restore the backup of before instead');
  }
}
