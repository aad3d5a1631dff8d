/** Indices for what is asked of the books by day: where an account stood before a day, and what moved it then. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexConcurrently } from './concurrently.js';

export class MovementsAsked1800400000000 implements MigrationInterface {
  readonly name = 'MovementsAsked1800400000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexConcurrently(
      runner,
      'transfer_debit_day',
      'on transfer (debit_account_id, effective_on, debit_version)',
    );
    await indexConcurrently(
      runner,
      'transfer_credit_day',
      'on transfer (credit_account_id, effective_on, credit_version)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of ['transfer_debit_day', 'transfer_credit_day'])
      await runner.query(`drop index ${index}`);
  }
}
