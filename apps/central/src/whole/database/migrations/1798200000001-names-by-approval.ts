/** A name in the register changes by its approval alone, and no decision is looked for in a table of the asker's own. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class NamesByApproval1798200000001 implements MigrationInterface {
  readonly name = 'NamesByApproval1798200000001';

  async up(runner: QueryRunner): Promise<void> {
    const { schema } = areaNames(runner);
    await runner.query(`
-- Whatever the search_path of whoever writes: a temporary table of the same name is not the area's.
alter function ${schema}.demand_approval_of_applications() set search_path = ${schema}, pg_temp;
alter function ${schema}.demand_approval_of_batch() set search_path = ${schema}, pg_temp;

create function ${schema}.demand_approval_of_name() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  -- The newest: an approval of long ago does not bring a name back.
  if not exists (
    select from (
      select content from approval where kind = 'change-of-identity' and subject = new.id::text and state = 'approved' order by id desc limit 1) p
    where p.content->>'from' = old.name and p.content->>'to' = new.name
  ) then
    raise exception 'a name changes by its approval' using errcode = 'SS005';
  end if;
  return null;
end $$;
create trigger person_renamed_by_approval after update on person for each row when (old.name is distinct from new.name)
  execute function ${schema}.demand_approval_of_name();
`);
  }

  async down(): Promise<void> {
    throw new Error('a name stays with its approval: restore the backup of before instead');
  }
}
