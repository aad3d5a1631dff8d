/** Documents that are added to a claim under way, with who added them and when; none to a claim that is decided. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class DocumentsAdded1803000015403 implements MigrationInterface {
  readonly name = 'DocumentsAdded1803000015403';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, reports } = areaNames(runner);
    await runner.query(`
-- Null: the claim was asked for with it.
alter table benefit_document add column added_by text;
alter table benefit_document add column added_at timestamptz check ((added_at is null) = (added_by is null));

create function ${schema}.demand_claim_under_way() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  if not exists (select from benefit_application a where a.id = new.application_id and a.state = 'asked') then
    raise exception 'claim % is decided: nothing is added to it', new.application_id using errcode = 'SS001';
  end if;
  return new;
end $$;
create trigger benefit_document_under_way before insert on benefit_document for each row execute function ${schema}.demand_claim_under_way();

grant select (added_at) on benefit_document to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what a claim was handed in with stays on record: restore the backup of before instead');
  }
}
