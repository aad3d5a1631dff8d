/** Applications and batches of cards are decided by approvals: what was decided before is brought under them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class ApprovalsOfCards1797200000001 implements MigrationInterface {
  readonly name = 'ApprovalsOfCards1797200000001';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, reports } = areaNames(runner);
    await runner.query(`
      alter table card_application add column approval_id uuid references approval;
      alter table card_batch add column approval_id uuid references approval;`);
    await runner.query(batches);
    await runner.query(applications);
    await runner.query(guards(schema));
    await runner.query(`grant select (approval_id) on card_application to ${reports}`);
  }

  async down(): Promise<void> {
    throw new Error('who decided what stays on record: restore the backup of before instead');
  }
}

/** SHA-256 of a flat object of texts in its canonical form: keys by code unit, no white space. */
const digestOf = (content: string): string => `encode(sha256(convert_to((
  select '{' || string_agg(to_json(e.key)::text || ':' || coalesce(to_json(e.value)::text, 'null'), ',' order by e.key collate "C") || '}'
  from jsonb_each_text(${content}) e), 'UTF8')), 'hex')`;

const batches = `
insert into approval (kind, subject, content, digest, levels, asked_by, asked_at, hands)
select 'card-batch', b.number, c.content, ${digestOf('c.content')}, 1, b.made_by, b.made_at,
  -- Those decided before were checked as they were decided.
  case when b.state = 'made' then c.entered else '{}' end
from card_batch b cross join lateral (
  select jsonb_build_object('batch', b.number, 'items', count(*)::text, 'applications',
      encode(sha256(convert_to(coalesce(string_agg(i.application_id || ':' || coalesce(a.photo_digest, ''), ',' order by i.item), ''), 'UTF8')), 'hex')) as content,
    coalesce(array_agg(distinct a.applied_by), '{}') as entered
  from card_batch_item i join card_application a on a.id = i.application_id
  where i.batch_id = b.id and (i.outcome is null or (b.state <> 'made' and i.outcome <> 'left-out'))) c;

insert into approval_decision (approval_id, level, verdict, decided_by, at, reason, digest, asked_by)
select p.id, 1, b.state, b.decided_by, b.decided_at, b.reject_reason, p.digest, p.asked_by
from card_batch b join approval p on p.kind = 'card-batch' and p.subject = b.number where b.state <> 'made';

update card_batch b set approval_id = p.id from approval p where p.kind = 'card-batch' and p.subject = b.number and b.state <> 'made';

alter table card_batch drop column decided_at, drop column decided_by, drop column reject_reason,
  add constraint card_batch_decided check ((state = 'made') = (approval_id is null));
`;

const applications = `
-- Approved with a batch: the batch's approval is theirs.
update card_application a set approval_id = p.id
from card_event e join approval p on p.kind = 'card-batch' and p.subject = e.batch_number and p.state = 'approved'
where e.application_id = a.id and e.act = 'approve' and e.batch_number is not null;

-- Those of an import that are not decided wait for their batch.
insert into approval (kind, subject, content, digest, levels, asked_by, asked_at)
select 'card-application', a.id::text, c.content, ${digestOf('c.content')}, 1, a.applied_by, a.applied_at
from card_application a cross join lateral (
  select jsonb_build_object('application', a.id::text, 'person', a.person_id::text, 'reason', a.reason, 'photo', a.photo_digest,
    'depot', a.depot, 'unit', a.unit_code, 'guardianNumber', a.guardian_number, 'guardianName', a.guardian_name,
    'agentNumber', a.agent_number, 'agentName', a.agent_name, 'agentRelation', a.agent_relation,
    'replaces', a.replaces_card_id::text, 'feeFen', a.fee_fen::text) as content) c
where a.approval_id is null and (a.import_id is null or a.decided_at is not null);

insert into approval_decision (approval_id, level, verdict, decided_by, at, reason, digest, asked_by)
select p.id, 1,
  case when a.state = 'rejected' then 'rejected' when a.decided_at is null then 'withdrawn' else 'approved' end,
  -- Where nobody, or only who applied, is on record: it stays to be seen that it was so.
  case when a.decided_at is null then a.applied_by
    when a.decided_by is null then 'unknown'
    when a.decided_by = a.applied_by then a.decided_by || ' (same person)'
    else a.decided_by end,
  coalesce(a.decided_at, (select max(e.at) from card_event e where e.application_id = a.id and e.act = 'withdraw'), a.applied_at),
  a.reject_reason, p.digest, p.asked_by
from card_application a join approval p on p.kind = 'card-application' and p.subject = a.id::text
where a.state <> 'applied';

update card_application a set approval_id = p.id
from approval p where p.kind = 'card-application' and p.subject = a.id::text and p.state in ('approved', 'rejected');

alter table card_application drop column decided_at, drop column decided_by, drop column reject_reason,
  add constraint card_application_decided check (state in ('applied', 'withdrawn') or approval_id is not null);
`;

const guards = (schema: string): string => `
-- Whole statements at a time: a batch decides about tens of thousands.
create function ${schema}.demand_approval_of_applications() returns trigger language plpgsql as $$
begin
  if exists (
    select from (
      select approval_id, state = 'rejected' as is_rejected, min(id) as first_id, max(id) as last_id from changed
      where state not in ('applied', 'withdrawn') group by 1, 2) n
    left join approval p on p.id = n.approval_id
    where p.state is distinct from case when n.is_rejected then 'rejected' else 'approved' end
      or p.kind not in ('card-batch', 'card-application')
      or (p.kind = 'card-application' and (n.first_id <> n.last_id or p.subject <> n.first_id::text))
  ) then
    raise exception 'an application is decided by its approval' using errcode = 'SS005';
  end if;
  return null;
end $$;
create trigger card_application_entered_decided after insert on card_application referencing new table as changed
  for each statement execute function ${schema}.demand_approval_of_applications();
create trigger card_application_decided_by_approval after update on card_application referencing new table as changed
  for each statement execute function ${schema}.demand_approval_of_applications();

create function ${schema}.demand_approval_of_batch() returns trigger language plpgsql as $$
begin
  if not exists (select from approval p where p.id = new.approval_id and p.kind = 'card-batch' and p.subject = new.number and p.state = new.state) then
    raise exception 'a batch is decided by its approval' using errcode = 'SS005';
  end if;
  return null;
end $$;
create trigger card_batch_decided_by_approval after insert or update on card_batch for each row when (new.state <> 'made')
  execute function ${schema}.demand_approval_of_batch();
`;
