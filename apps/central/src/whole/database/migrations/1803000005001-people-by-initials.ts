/** Indices for people by the initials of their names, and for those whose initials are not noted yet. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexConcurrently } from './concurrently.js';

export class PeopleByInitials1803000005001 implements MigrationInterface {
  readonly name = 'PeopleByInitials1803000005001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexConcurrently(runner, 'person_by_initials', `on person (initials collate "C", birth_date)`);
    await indexConcurrently(runner, 'person_without_initials', 'on person (id) where initials is null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index if exists person_by_initials');
    await runner.query('drop index if exists person_without_initials');
  }
}
