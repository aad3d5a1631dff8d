/** Until when people who draw benefits were seen alive (待遇领取资格认证), and from how many days before its end on they are reminded. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class ProofsOfLife1803000014400 implements MigrationInterface {
  readonly name = 'ProofsOfLife1803000014400';

  async up(runner: QueryRunner): Promise<void> {
    const { service, reports } = areaNames(runner);
    await runner.query(`
create table life_standing (
  person_id uuid primary key references person,
  -- By which they are gone through in chunks.
  number bigint generated always as identity unique,
  -- When they were last seen alive, and by what; null: nothing says so, and it counts from the day they came on the list.
  proved_on date,
  proved_by text check (proved_by in ('service', 'collection', 'payment', 'claim', 'decision')),
  until date not null,
  warned_on date,
  -- Since when benefits of theirs are suspended for it.
  suspended_on date,
  check ((proved_on is null) = (proved_by is null))
);
create index life_standing_ending on life_standing (until, person_id);

grant select, insert, delete on life_standing to ${service};
grant update (proved_on, proved_by, until, warned_on, suspended_on) on life_standing to ${service};
grant select on life_standing to ${reports};

insert into policy_parameter (id, key, effective_from, kind, value, source, status) values
  ('170.proof-of-life-warning-days@2014-01-01', '170.proof-of-life-warning-days', '2014-01-01', 'integer', '60',
   '假定：待遇领取资格认证到期前六十天起提示；须由经办机构核定', 'assumed');`);
  }

  async down(): Promise<void> {
    throw new Error('who was seen alive stays on record: restore the backup of before instead');
  }
}
