/** Keeps a card session past its year while an act of it has no outcome: the bank's word is booked with it, and a person may conclude late. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class SessionsWaitedFor1798900000000 implements MigrationInterface {
  readonly name = 'SessionsWaitedFor1798900000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema } = areaNames(runner);
    await runner.query(`
-- As before, and null, and nothing removed, for a month of card sessions that an act without an outcome needs.
create or replace function ${schema}.drop_month(part text) returns bigint
language plpgsql security definer set search_path = ${schema}, pg_temp set timezone = 'UTC' set lock_timeout = '1s' as $$
declare
  of_table text := (select p.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where c.relname = part and c.relnamespace = '${schema}'::regnamespace and c.relkind = 'r' and p.relname in ('audit_event', 'card_session'));
  term interval := case of_table when 'audit_event' then interval '10 years' when 'card_session' then interval '1 year' end;
  rows bigint;
  waited_for boolean := false;
begin
  if term is null or part_ends(part) is null then
    raise exception '% is no month of a table that is cut by month', part using errcode = 'SS002';
  end if;
  if part_ends(part) > now() - term then
    raise exception '% is kept for % after it', part, term using errcode = 'SS002';
  end if;
  if of_table = 'card_session' then
    execute format('select exists (select from bank_instruction i join operation o on o.key = i.operation_key join %I s on s.id = o.card_session_id
      where i.outcome in (''unknown'', ''needs-person''))', part) into waited_for;
  end if;
  if waited_for then return null; end if;
  execute format('select count(*) from %I', part) into rows;
  execute format('alter table %I detach partition %I', of_table, part);
  execute format('drop table %I', part);
  return rows;
end $$;

create or replace function ${schema}.forget_card_sessions_without_month(most int) returns bigint
language plpgsql security definer set search_path = ${schema}, pg_temp as $$
declare
  gone bigint;
begin
  delete from card_session_without_month where id in (
    select s.id from card_session_without_month s where s.started_at < now() - interval '1 year'
      and not exists (select from operation o join bank_instruction i on i.operation_key = o.key
        where o.card_session_id = s.id and i.outcome in ('unknown', 'needs-person'))
    limit most);
  get diagnostics gone = row_count;
  return gone;
end $$;
`);
  }

  async down(): Promise<void> {
    throw new Error('sessions that are waited for would be removed');
  }
}
