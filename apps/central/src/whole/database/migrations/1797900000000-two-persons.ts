/** Nobody approves what they made: who made it is said once, and whoever decided is held against it, whatever was asked for in whose name. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class TwoPersons1797900000000 implements MigrationInterface {
  readonly name = 'TwoPersons1797900000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema } = areaNames(runner);
    await runner.query(`
create function ${schema}.refuse_other_maker() returns trigger language plpgsql as $$
begin
  raise exception 'a row of % stays with whoever made it', tg_table_name using errcode = 'SS001';
end $$;
create trigger card_application_maker_stays before update on card_application for each row
  when (old.applied_by is distinct from new.applied_by) execute function ${schema}.refuse_other_maker();
create trigger card_batch_maker_stays before update on card_batch for each row
  when (old.made_by is distinct from new.made_by) execute function ${schema}.refuse_other_maker();

-- An approval says who asked; that may be another than who made the thing.
create function ${schema}.demand_another_than_applied() returns trigger language plpgsql as $$
begin
  if exists (select from changed c join ${schema}.approval p on p.id = c.approval_id where p.decided_by = c.applied_by) then
    raise exception 'an application is not decided by whoever entered it' using errcode = 'SS003';
  end if;
  return null;
end $$;
create trigger card_application_entered_by_another after insert on card_application referencing new table as changed
  for each statement execute function ${schema}.demand_another_than_applied();
create trigger card_application_decided_by_another after update on card_application referencing new table as changed
  for each statement execute function ${schema}.demand_another_than_applied();

create function ${schema}.demand_another_than_made() returns trigger language plpgsql as $$
begin
  if exists (select from ${schema}.approval p where p.id = new.approval_id and p.decided_by = new.made_by) then
    raise exception 'a batch is not decided by whoever made it' using errcode = 'SS003';
  end if;
  return null;
end $$;
create trigger card_batch_decided_by_another after insert or update on card_batch for each row when (new.approval_id is not null)
  execute function ${schema}.demand_another_than_made();
`);
  }

  async down(): Promise<void> {
    throw new Error('two persons stay two: restore the backup of before instead');
  }
}
