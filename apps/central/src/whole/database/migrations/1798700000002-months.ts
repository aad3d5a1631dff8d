/** Cuts the audit trail and the card sessions by month: a month that is past its time goes whole, and nobody writes or reads round it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames, type AreaNames } from './area-names.js';

export class Months1798700000002 implements MigrationInterface {
  readonly name = 'Months1798700000002';

  async up(runner: QueryRunner): Promise<void> {
    const names = areaNames(runner);
    await runner.query(functions(names));
    await runner.query(auditTrail(names));
    await runner.query(cardSessions(names));
    await runner.query('select make_months(3)');
  }

  async down(): Promise<void> {
    throw new Error('the parts may have been removed: restore the backup of before instead');
  }
}

// Parts belong to the owner, and no role of the machine may make or remove a table. These functions do it for them, as the owner, and
// only what is right: the months ahead, and a month that is past its term by the server's own clock.
const functions = ({ schema, service }: AreaNames): string => `
-- The lowest key of version 7 that is made at a moment: keys below it are older.
create function ${schema}.first_key_of(moment timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex(floor(extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- The beginning of a month in the bureau's own time.
create function ${schema}.month_begins(month timestamp) returns timestamptz language sql immutable as $$
  select date_trunc('month', month) at time zone 'Asia/Shanghai'
$$;

-- Where the part of a table ends, by its name: the month it is named after, or all until a month. Null: it has no end.
create function ${schema}.part_ends(part text) returns timestamptz language sql immutable as $$
  select case
    when part ~ '_until_[0-9]{4}_[0-9]{2}$' then ${schema}.month_begins(to_timestamp(right(part, 7), 'YYYY_MM')::timestamp)
    when part ~ '_[0-9]{4}_[0-9]{2}$' then ${schema}.month_begins(to_timestamp(right(part, 7), 'YYYY_MM')::timestamp + interval '1 month')
  end
$$;

-- Makes the parts of this month and of so many after it where they are missing; answers for each table what was made and how many rows
-- have no month of their own. Rows that came before their month was made are moved into it.
create function ${schema}.make_months(ahead int) returns table (of_table text, made text[], without_month bigint)
language plpgsql security definer set search_path = ${schema}, pg_temp set timezone = 'UTC' set lock_timeout = '1s' as $$
declare
  month timestamp;
  part text;
  spare text;
  low text;
  high text;
  key text;
  has_rows boolean;
begin
  if ahead not between 1 and 24 then raise exception 'between 1 and 24 months ahead' using errcode = '22023'; end if;
  foreach of_table in array array['audit_event', 'card_session'] loop
    made := '{}';
    spare := of_table || '_without_month';
    key := case of_table when 'audit_event' then 'at' else 'id' end;
    for step in 0..ahead loop
      month := date_trunc('month', now() at time zone 'Asia/Shanghai') + make_interval(months => step);
      part := of_table || to_char(month, '_YYYY_MM');
      continue when to_regclass(part) is not null or exists (
        select from pg_inherits join pg_class c on c.oid = inhrelid
        where inhparent = of_table::regclass and c.relname ~ '_until_' and part_ends(c.relname) > month_begins(month));
      low := month_begins(month)::text;
      high := month_begins(month + interval '1 month')::text;
      if of_table = 'card_session' then
        low := first_key_of(low::timestamptz)::text;
        high := first_key_of(high::timestamptz)::text;
      end if;
      execute format('create table %I (like %I including all excluding identity)', part, of_table);
      execute format('select exists (select from %I where %I >= %L and %I < %L)', spare, key, low, key, high) into has_rows;
      if has_rows then
        -- Written once and never deleted: what has found its month goes over, and the rest into a new spare part.
        execute format('alter table %I detach partition %I', of_table, spare);
        execute format('insert into %I select * from %I where %I >= %L and %I < %L', part, spare, key, low, key, high);
        execute format('alter table %I rename to %I', spare, spare || '_former');
        execute format('create table %I (like %I including all excluding identity)', spare, of_table);
        execute format('insert into %I select * from %I where %I < %L or %I >= %L', spare, spare || '_former', key, low, key, high);
        execute format('drop table %I', spare || '_former');
        execute format('alter table %I attach partition %I default', of_table, spare);
        if of_table = 'audit_event' then
          execute format('create trigger audit_event_never_emptied before truncate on %I for each statement execute function refuse_change()', spare);
        end if;
      end if;
      execute format('alter table %I attach partition %I for values from (%L) to (%L)', of_table, part, low, high);
      if of_table = 'audit_event' then
        execute format('create trigger audit_event_never_emptied before truncate on %I for each statement execute function refuse_change()', part);
      end if;
      made := made || part;
    end loop;
    -- Keys of the first release were not in the order of time: theirs is no month.
    execute format('select count(*) from %I where %s', spare,
      case of_table when 'audit_event' then 'true' else 'uuid_extract_version(id) = 7' end) into without_month;
    return next;
  end loop;
end $$;

-- Removes one part that is past its term by the server's clock; answers with how many rows it had.
create function ${schema}.drop_month(part text) returns bigint
language plpgsql security definer set search_path = ${schema}, pg_temp set timezone = 'UTC' set lock_timeout = '1s' as $$
declare
  of_table text := (select p.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where c.relname = part and c.relnamespace = '${schema}'::regnamespace and c.relkind = 'r' and p.relname in ('audit_event', 'card_session'));
  term interval := case of_table when 'audit_event' then interval '10 years' when 'card_session' then interval '1 year' end;
  rows bigint;
begin
  if term is null or part_ends(part) is null then
    raise exception '% is no month of a table that is cut by month', part using errcode = 'SS002';
  end if;
  if part_ends(part) > now() - term then
    raise exception '% is kept for % after it', part, term using errcode = 'SS002';
  end if;
  execute format('select count(*) from %I', part) into rows;
  execute format('alter table %I detach partition %I', of_table, part);
  execute format('drop table %I', part);
  return rows;
end $$;

-- Removes card sessions without a month that are past their term, so many at most; answers with how many.
create function ${schema}.forget_card_sessions_without_month(most int) returns bigint
language plpgsql security definer set search_path = ${schema}, pg_temp as $$
declare
  gone bigint;
begin
  delete from card_session_without_month where id in (
    select id from card_session_without_month where started_at < now() - interval '1 year' limit most);
  get diagnostics gone = row_count;
  return gone;
end $$;

revoke all on function ${schema}.make_months(int), ${schema}.drop_month(text), ${schema}.forget_card_sessions_without_month(int) from public;
grant execute on function ${schema}.make_months(int), ${schema}.drop_month(text), ${schema}.forget_card_sessions_without_month(int) to ${service};
`;

const auditTrail = ({ schema, service, reports }: AreaNames): string => `
lock table audit_event in access exclusive mode;
do $$
declare
  part text := (select conname from pg_constraint where conrelid = 'audit_event'::regclass and conname like 'audit_event_until_%');
  next_id bigint := nextval(pg_get_serial_sequence('audit_event', 'id'));
begin
  execute format('alter table audit_event rename to %I', part);
  execute format('alter table %I alter column id drop identity', part);
  execute format('alter table %I drop constraint audit_event_pkey', part);
  execute format('alter table %I add constraint %I primary key using index audit_event_id_at', part, part || '_pkey');
  execute format('drop trigger audit_event_written_once on %I', part);
  execute format('revoke all on %I from ${service}, ${reports}', part);
  execute format('revoke all (id, at, action, terminal_id, staff_number) on %I from ${reports}', part);
  create table audit_event (
    id bigint generated always as identity,
    at timestamptz not null,
    action text not null,
    terminal_id uuid,
    staff_number text,
    card_session_id uuid,
    subject text,
    detail jsonb not null default '{}',
    primary key (id, at)
  ) partition by range (at);
  perform setval(pg_get_serial_sequence('audit_event', 'id'), greatest(1, next_id - 1), next_id > 1);
  execute format('alter table audit_event attach partition %I for values from (minvalue) to (%L)', part, ${schema}.part_ends(part));
  execute format('alter table %I drop constraint %I', part, part);
end $$;
create table audit_event_without_month partition of audit_event default;
create trigger audit_event_written_once before update or delete on audit_event for each row execute function ${schema}.refuse_change();
create trigger audit_event_never_emptied before truncate on audit_event for each statement execute function ${schema}.refuse_change();
create trigger audit_event_never_emptied before truncate on audit_event_without_month for each statement execute function ${schema}.refuse_change();
grant select, insert on audit_event to ${service};
grant usage, select on sequence audit_event_id_seq to ${service};
grant select (id, at, action, terminal_id, staff_number) on audit_event to ${reports};
`;

// By the key itself, whose first 48 bits are the moment it was made: it stays the one key, and a session is looked for in its month alone.
const cardSessions = ({ schema, service, reports }: AreaNames): string => `
lock table card_session in access exclusive mode;
do $$
declare
  month timestamp := greatest(timestamp '2027-02-01', date_trunc('month', now() at time zone 'Asia/Shanghai') + interval '2 months');
  part text := 'card_session_until_' || to_char(month, 'YYYY_MM');
  first uuid := ${schema}.first_key_of(${schema}.month_begins(month));
begin
  execute format('alter table card_session rename to %I', part);
  execute format('alter table %I rename constraint card_session_pkey to %I', part, part || '_pkey');
  execute format('alter index card_session_open rename to %I', part || '_open');
  execute format('revoke all on %I from ${service}', part);
  execute format('revoke all (id, card_id, person_id, terminal_id, staff_number, state, started_at, ended_at) on %I from ${reports}', part);
  create table card_session (
    id uuid primary key default uuidv7(),
    card_id uuid not null constraint card_session_card_id_fkey references card,
    person_id uuid not null constraint card_session_person_id_fkey references person,
    terminal_id uuid not null constraint card_session_terminal_id_fkey references terminal,
    staff_number text constraint card_session_staff_number_fkey references staff_member,
    state text not null constraint card_session_state_check check (state in ('challenged', 'open', 'refused', 'ended')),
    process_factor text not null,
    source text not null,
    nonce text not null,
    started_at timestamptz not null,
    ended_at timestamptz
  ) partition by range (id);
  create index card_session_open on card_session (started_at) where state in ('challenged', 'open');
  create table card_session_without_month partition of card_session default;
  -- Keys of the first release were not in the order of time.
  execute format('insert into card_session_without_month select * from %I where id >= %L', part, first);
  execute format('delete from %I where id >= %L', part, first);
  execute format('alter table card_session attach partition %I for values from (minvalue) to (%L)', part, first);
end $$;
grant select, insert, update on card_session to ${service};
grant select (id, card_id, person_id, terminal_id, staff_number, state, started_at, ended_at) on card_session to ${reports};
`;
