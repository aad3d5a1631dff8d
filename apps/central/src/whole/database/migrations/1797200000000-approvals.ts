/** Approvals: what a second person has to decide, and each step of the deciding, written once. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Approvals1797200000000 implements MigrationInterface {
  readonly name = 'Approvals1797200000000';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(tables);
    await runner.query(guards(schema));
    await runner.query(rights(service, reports));
  }

  async down(): Promise<void> {
    throw new Error('who decided what stays on record: restore the backup of before instead');
  }
}

const tables = `
create table approval (
  id uuid primary key default uuidv7(),
  kind text not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  -- What it is about: the number or id that its owner knows it by.
  subject text not null,
  -- What is decided, as it stood when it was asked for.
  content jsonb not null,
  -- SHA-256 of the content, hex: nothing else can be carried out under it.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  amount_fen bigint check (amount_fen >= 0),
  -- How many have to approve, and whose turn it is.
  levels smallint not null check (levels between 1 and 9),
  level smallint not null default 1 check (level between 1 and levels),
  asked_by text not null,
  asked_at timestamptz not null,
  reason text,
  -- Others who had a hand in it, and may not decide it either.
  hands text[] not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'rejected', 'withdrawn', 'expired')),
  decided_by text,
  decided_at timestamptz,
  decision_reason text,
  -- Nobody decides it from then on.
  expires_at timestamptz,
  check ((state = 'waiting') = (decided_at is null)),
  check ((state in ('approved', 'rejected', 'withdrawn')) = (decided_by is not null)),
  constraint approval_by_another check (state not in ('approved', 'rejected') or (decided_by <> asked_by and decided_by <> all (hands))),
  check (state <> 'rejected' or decision_reason is not null),
  check (state <> 'approved' or level = levels),
  check (expires_at > asked_at),
  unique (id, digest, asked_by)
);
-- One asking at a time about one thing.
create unique index approval_one_waiting on approval (kind, subject) where state = 'waiting';
create index approval_of_subject on approval (kind, subject, id);
create index approval_waiting on approval (id) where state = 'waiting';
create index approval_lapses on approval (expires_at) where state = 'waiting' and expires_at is not null;

-- Each step, written once: the approval follows from it and from nothing else.
create table approval_decision (
  approval_id uuid not null,
  level smallint not null,
  verdict text not null check (verdict in ('approved', 'rejected', 'withdrawn', 'expired')),
  -- Null: its time was over.
  decided_by text,
  at timestamptz not null,
  reason text,
  terminal_id uuid,
  digest text not null,
  asked_by text not null,
  primary key (approval_id, level),
  -- What was decided is what was asked for, by whoever asked for it.
  foreign key (approval_id, digest, asked_by) references approval (id, digest, asked_by),
  check ((verdict = 'expired') = (decided_by is null)),
  constraint approval_decision_by_another check (verdict not in ('approved', 'rejected') or decided_by <> asked_by),
  check (verdict <> 'rejected' or reason is not null)
);
-- No two steps are one person's.
create unique index approval_decision_one_person on approval_decision (approval_id, decided_by) where verdict in ('approved', 'rejected');
`;

const guards = (schema: string): string => `
-- Runs as the owner: the service itself cannot write what has been decided, only that somebody decided.
create function ${schema}.take_approval_decision() returns trigger language plpgsql security definer set search_path = ${schema}, pg_temp as $$
declare
  asked approval;
begin
  select * into asked from approval where id = new.approval_id for update;
  if not found then
    return new;
  end if;
  if asked.state <> 'waiting' or asked.level <> new.level then
    raise exception 'approval % is decided', new.approval_id using errcode = 'SS002';
  end if;
  if new.verdict in ('approved', 'rejected') then
    if new.decided_by = asked.asked_by or new.decided_by = any (asked.hands) then
      raise exception 'approval % is not decided by whoever had a hand in it', new.approval_id using errcode = 'SS003';
    end if;
    if asked.expires_at <= new.at then
      raise exception 'the time of approval % is over', new.approval_id using errcode = 'SS004';
    end if;
  end if;
  if new.verdict = 'expired' and (asked.expires_at is null or asked.expires_at > new.at) then
    raise exception 'the time of approval % is not over', new.approval_id using errcode = 'SS004';
  end if;
  if new.verdict = 'approved' and asked.level < asked.levels then
    update approval set level = level + 1 where id = new.approval_id;
  else
    update approval set state = new.verdict, decided_by = new.decided_by, decided_at = new.at, decision_reason = new.reason where id = new.approval_id;
  end if;
  return new;
end $$;
create trigger approval_decision_counts before insert on approval_decision for each row execute function ${schema}.take_approval_decision();

-- It changes by its decisions alone.
create trigger approval_follows_decisions before update or delete on approval for each row when (pg_trigger_depth() < 1)
  execute function ${schema}.refuse_change();
create trigger approval_never_emptied before truncate on approval for each statement execute function ${schema}.refuse_change();
create trigger approval_decision_written_once before update or delete on approval_decision for each row execute function ${schema}.refuse_change();
create trigger approval_decision_never_emptied before truncate on approval_decision for each statement execute function ${schema}.refuse_change();
`;

const rights = (role: string, reports: string): string => `
grant select on approval, approval_decision to ${role};
-- Not its state: it begins waiting.
grant insert (id, kind, subject, content, digest, amount_fen, levels, asked_by, asked_at, reason, hands, expires_at) on approval to ${role};
grant insert on approval_decision to ${role};
-- Not what is decided: personal data may be in it.
grant select (id, kind, subject, amount_fen, levels, level, asked_by, asked_at, state, decided_by, decided_at, expires_at) on approval to ${reports};
grant select (approval_id, level, verdict, decided_by, at) on approval_decision to ${reports};
`;
