/** Indices for what is asked for by time, by terminal or by number over all, which read the whole table before. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexConcurrently } from './concurrently.js';

export class IndicesAskedFor1798600000000 implements MigrationInterface {
  readonly name = 'IndicesAskedFor1798600000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexConcurrently(runner, 'assertion_seen_expires', 'on assertion_seen (expires_at)');
    await indexConcurrently(
      runner,
      'staff_session_open_at',
      'on staff_session (terminal_id) where ended_at is null',
    );
    // Rows lie in the order of this number, near enough: some kilobytes say which part of the table a range of it is in.
    await indexConcurrently(
      runner,
      'operation_change_ranges',
      'on operation using brin (change_number) with (pages_per_range = 32, autosummarize = on)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of ['assertion_seen_expires', 'staff_session_open_at', 'operation_change_ranges'])
      await runner.query(`drop index ${index}`);
  }
}
