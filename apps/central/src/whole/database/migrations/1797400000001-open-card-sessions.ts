/** An index of the card sessions that are open, so that those left open are found without reading all there ever were. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexConcurrently } from './concurrently.js';

export class OpenCardSessions1797400000001 implements MigrationInterface {
  readonly name = 'OpenCardSessions1797400000001';
  readonly transaction = false;

  up(runner: QueryRunner): Promise<void> {
    return indexConcurrently(
      runner,
      'card_session_open',
      `on card_session (started_at) where state in ('challenged', 'open')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index card_session_open');
  }
}
