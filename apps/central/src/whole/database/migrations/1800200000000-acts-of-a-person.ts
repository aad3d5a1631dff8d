/** An index for the acts of a person, newest first, over all windows. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexConcurrently } from './concurrently.js';

export class ActsOfAPerson1800200000000 implements MigrationInterface {
  readonly name = 'ActsOfAPerson1800200000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // Nothing in it changes while an act runs, so that its outcome is still written beside the row.
    await indexConcurrently(
      runner,
      'operation_of_person',
      'on operation (person_id, started_at, key) where person_id is not null',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index operation_of_person');
  }
}
