/** The mark of an area that may be filled with made-up people and known passwords. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class Demonstration1797100000001 implements MigrationInterface {
  readonly name = 'Demonstration1797100000001';

  async up(runner: QueryRunner): Promise<void> {
    const { service } = areaNames(runner);
    await runner.query(`
-- Its one row is made by the owner alone, while nobody is registered.
create table demonstration (
  one boolean primary key default true check (one),
  marked_at timestamptz not null
);
grant select on demonstration to ${service};
-- What earlier releases filled has the demonstration's own staff in it.
insert into demonstration (marked_at) select now()
  where exists (select from staff_member where staff_number = '0201' and name = '马国强')
    and exists (select from staff_member where staff_number = '0501' and name = '王财务');
`);
  }

  async down(): Promise<void> {
    throw new Error('an area does not cease to be a demonstration: begin anew in an empty one');
  }
}
