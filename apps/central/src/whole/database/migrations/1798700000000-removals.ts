/** What the removal of rows past their time needs: indexes to find them by, and the right to take them away. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';
import { indexConcurrently } from './concurrently.js';

export class Removals1798700000000 implements MigrationInterface {
  readonly name = 'Removals1798700000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexConcurrently(
      runner,
      'notification_received',
      'on notification (created_at) where next_attempt_at is null',
    );
    await indexConcurrently(runner, 'staff_session_shift_ends', 'on staff_session (shift_ends_at)');
    await indexConcurrently(runner, 'work_chunk_done', `on work_chunk (done_at) where state = 'done'`);
    await runner.query(
      `grant delete on notification, staff_session, work_chunk to ${areaNames(runner).service}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `revoke delete on notification, staff_session, work_chunk from ${areaNames(runner).service}`,
    );
    await runner.query('drop index notification_received, staff_session_shift_ends, work_chunk_done');
  }
}
