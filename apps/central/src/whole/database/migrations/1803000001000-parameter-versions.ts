/** Parameters as the bureau's own data: entered by approval, in an order that names each set of them, never edited but superseded. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class ParameterVersions1803000001000 implements MigrationInterface {
  readonly name = 'ParameterVersions1803000001000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service } = areaNames(runner);
    await runner.query(columns);
    await runner.query(guards(schema));
    await runner.query(`grant insert on policy_parameter to ${service}`);
  }

  async down(): Promise<void> {
    throw new Error('who laid down what stays on record: restore the backup of before instead');
  }
}

const columns = `
alter table policy_parameter drop constraint policy_parameter_key_effective_from_key;
-- The order in which versions were entered: those up to one of them are the set that was known then.
alter table policy_parameter add column entry bigint;
-- Null: it came with the program.
alter table policy_parameter add column entered_at timestamptz;
alter table policy_parameter add column entered_by text;
alter table policy_parameter add column approval_id uuid;
-- The version of the same key and day whose place it takes.
alter table policy_parameter add column supersedes text;
-- It takes the place of another and leaves none of that day: the one of before goes on.
alter table policy_parameter add column withdraws boolean not null default false;

update policy_parameter p set entry = numbered.entry
from (select id, row_number() over (order by id collate "C") as entry from policy_parameter) numbered where numbered.id = p.id;
alter table policy_parameter alter column entry set not null;

alter table policy_parameter add constraint policy_parameter_entry unique (entry);
alter table policy_parameter add constraint policy_parameter_day unique (id, key, effective_from);
alter table policy_parameter add constraint policy_parameter_supersedes foreign key (supersedes, key, effective_from)
  references policy_parameter (id, key, effective_from);
-- One after another: no version is superseded twice, and each day of a key has one beginning.
alter table policy_parameter add constraint policy_parameter_superseded_once unique (supersedes);
create unique index policy_parameter_first_of_day on policy_parameter (key, effective_from) where supersedes is null;
alter table policy_parameter add constraint policy_parameter_withdraws check (not withdraws or supersedes is not null);
alter table policy_parameter add constraint policy_parameter_entered check
  ((approval_id is null) = (entered_at is null) and (approval_id is null) = (entered_by is null));
`;

const guards = (schema: string): string => `
create function ${schema}.enter_parameter() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
begin
  -- One enters at a time, so that whoever sees an entry sees all those of before.
  perform pg_advisory_xact_lock(hashtextextended('${schema}.policy_parameter', 0));
  new.entry := coalesce((select max(entry) from policy_parameter), 0) + 1;
  new.withdraws := coalesce(new.withdraws, false);
  if new.approval_id is null then
    if not pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'usage') then
      raise exception 'a parameter is entered by its approval' using errcode = 'SS005';
    end if;
  elsif not exists (
    select from approval a where a.id = new.approval_id and a.kind in ('parameter', 'parameter-past') and a.state = 'approved'
      and a.content->'versions' @> jsonb_build_array(jsonb_build_object('id', new.id, 'key', new.key,
        'effectiveFrom', new.effective_from::text, 'kind', new.kind, 'value', new.value, 'source', new.source, 'status', new.status,
        'supersedes', new.supersedes, 'withdraws', new.withdraws))
  ) then
    raise exception 'a parameter is entered by its approval' using errcode = 'SS005';
  end if;
  return new;
end $$;
create trigger policy_parameter_entered before insert on policy_parameter for each row execute function ${schema}.enter_parameter();
create trigger policy_parameter_written_once before update or delete on policy_parameter for each row execute function ${schema}.refuse_change();
create trigger policy_parameter_never_emptied before truncate on policy_parameter for each statement execute function ${schema}.refuse_change();
`;
