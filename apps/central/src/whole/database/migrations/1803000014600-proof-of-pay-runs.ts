/** What a run of benefits booked and what the bank said of each of its rows, so that list, books and bank can be held against each other; a row that was let go does not stand in the way of the next. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class ProofOfPayRuns1803000014600 implements MigrationInterface {
  readonly name = 'ProofOfPayRuns1803000014600';

  async up(runner: QueryRunner): Promise<void> {
    const { schema, service, reports } = areaNames(runner);
    await runner.query(`
-- The transfers of a run: out as it was approved, back as the bank did not pay.
create table pay_run_transfer (
  transfer_id bigint primary key references transfer,
  run_id uuid not null references pay_run,
  -- What came back after it was paid; null: of the whole run, or of a whole answer.
  item_id uuid references pay_run_item
);
create index pay_run_transfer_of_run on pay_run_transfer (run_id);
create trigger pay_run_transfer_written_once before update or delete on pay_run_transfer for each row execute function ${schema}.refuse_change();
create trigger pay_run_transfer_never_emptied before truncate on pay_run_transfer for each statement execute function ${schema}.refuse_change();

-- Each word of a bank about an item, in its file.
create table pay_run_answer_row (
  -- The newest counts.
  id bigint generated always as identity unique,
  item_id uuid not null references pay_run_item,
  run_id uuid not null,
  digest text not null,
  outcome text not null check (outcome in ('paid', 'failed', 'doubt')),
  amount_fen bigint not null check (amount_fen > 0),
  primary key (item_id, digest),
  foreign key (run_id, digest) references pay_run_answer
);
create trigger pay_run_answer_row_written_once before update or delete on pay_run_answer_row for each row execute function ${schema}.refuse_change();
create trigger pay_run_answer_row_never_emptied before truncate on pay_run_answer_row for each statement execute function ${schema}.refuse_change();

-- Of runs before: each transfer that no act made, by fund, way and moment (one run of a fund is under way at a time); each item's word as it stands.
insert into pay_run_transfer (transfer_id, run_id)
select t.id, r.id from pay_run r join transfer t on t.operation_key is null and t.scheme = r.scheme
  and t.kind = case r.kind when 'again' then 'pay-again' else 'benefit' end
  and t.booked_at between r.approved_at and r.approved_at + interval '1 minute';
insert into pay_run_transfer (transfer_id, run_id)
select t.id, a.run_id from (select run_id, min(received_at) as received_at from pay_run_answer group by run_id) a join pay_run r on r.id = a.run_id
  join transfer t on t.operation_key is null and t.scheme = r.scheme and t.kind = 'bounce'
  and t.booked_at between a.received_at and a.received_at + interval '1 minute'
on conflict do nothing;
insert into pay_run_answer_row (item_id, run_id, digest, outcome, amount_fen)
select i.id, i.run_id, a.digest, case i.state when 'returned' then 'paid' else i.state end, i.amount_fen
from pay_run_item i join lateral (select digest from pay_run_answer a where a.run_id = i.run_id order by received_at desc limit 1) a on true
where i.state in ('paid', 'failed', 'doubt', 'returned');

-- A run that was let go pays nobody: whom the bank did not pay before waits for a further run all the same.
update pay_run_item i set state = 'left', why = 'dropped' from pay_run r where r.id = i.run_id and r.state = 'refused' and i.state = 'listed';
alter table pay_run_item drop constraint pay_run_item_again_of_key;
create unique index pay_run_item_again on pay_run_item (again_of) where state <> 'left';

grant select, insert on pay_run_transfer, pay_run_answer_row to ${service};
grant select on pay_run_transfer to ${reports};
grant select (id, item_id, run_id, outcome, amount_fen) on pay_run_answer_row to ${reports};`);
  }

  async down(): Promise<void> {
    throw new Error('what was paid stays on record: restore the backup of before instead');
  }
}
