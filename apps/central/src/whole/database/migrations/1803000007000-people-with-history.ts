/** What changed about somebody in the register: from when, by whom, why and on what paper; and what changes by its approval alone. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class PeopleWithHistory1803000007000 implements MigrationInterface {
  readonly name = 'PeopleWithHistory1803000007000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema } = areaNames(runner);
    await runner.query(`
alter table person_former
  drop constraint person_former_field_check,
  add constraint person_former_field_check check (field in ('name', 'ethnicGroup', 'birthplace', 'socialSecurityNumber', 'sex', 'birthDate',
    'category', 'diedOn', 'township')),
  -- What replaced it; rows of before this column have none.
  add column value_after text,
  -- From which day on it is so; null: from the moment it was entered.
  add column effective_from date,
  add column entered_by text,
  add column reason text,
  add column source text,
  add column approval_id uuid references approval;

create function ${schema}.demand_approval_of_correction() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  -- The newest: an approval of long ago brings nothing back.
  if not exists (
    select from (
      select content from approval where kind = 'register-correction' and subject = new.id::text and state = 'approved'
      order by decided_at desc, id desc limit 1) a
    where a.content->'from' = jsonb_build_object('socialSecurityNumber', old.social_security_number, 'sex', old.sex,
        'birthDate', old.birth_date::text, 'category', old.category, 'diedOn', old.died_on::text)
      and a.content->'to' = jsonb_build_object('socialSecurityNumber', new.social_security_number, 'sex', new.sex,
        'birthDate', new.birth_date::text, 'category', new.category, 'diedOn', new.died_on::text)
  ) then
    raise exception 'who somebody is, and whether they live, is corrected by its approval' using errcode = 'SS005';
  end if;
  return null;
end $$;
create trigger person_corrected_by_approval after update on person for each row
  when ((old.social_security_number, old.sex, old.birth_date, old.category, old.died_on)
    is distinct from (new.social_security_number, new.sex, new.birth_date, new.category, new.died_on))
  execute function ${schema}.demand_approval_of_correction();`);
  }

  async down(): Promise<void> {
    throw new Error('what the register said before stays on record: restore the backup of before instead');
  }
}
