/** An index for people by the leading part of their name as it is stored, in place of the one that folded its dots. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexConcurrently } from './concurrently.js';

export class PeopleByTidyName1801000001001 implements MigrationInterface {
  readonly name = 'PeopleByTidyName1801000001001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexConcurrently(runner, 'person_by_tidy_name', `on person (name collate "C", id)`);
    await runner.query('drop index if exists person_by_name');
  }

  async down(runner: QueryRunner): Promise<void> {
    await indexConcurrently(
      runner,
      'person_by_name',
      `on person (translate(name, '•・‧⋅･．.', '·······') collate "C", id)`,
    );
    await runner.query('drop index if exists person_by_tidy_name');
  }
}
