/** Room for the pinyin initials of names; filled by the program, since a database cannot read characters. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class InitialsOfNames1803000005000 implements MigrationInterface {
  readonly name = 'InitialsOfNames1803000005000';

  async up(runner: QueryRunner): Promise<void> {
    const { service } = areaNames(runner);
    await runner.query(`
-- Null: not noted yet; empty: the name has no reading.
alter table person add column initials text check (initials ~ '^[a-z]*$');
grant update (initials) on person to ${service};`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table person drop column initials');
  }
}
