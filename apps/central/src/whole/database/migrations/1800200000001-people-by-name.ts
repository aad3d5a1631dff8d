/** An index for people by the leading part of their name, whichever dot stands between its parts. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexConcurrently } from './concurrently.js';

export class PeopleByName1800200000001 implements MigrationInterface {
  readonly name = 'PeopleByName1800200000001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexConcurrently(
      runner,
      'person_by_name',
      `on person (translate(name, '•・‧⋅･．.', '·······') collate "C", id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index person_by_name');
  }
}
