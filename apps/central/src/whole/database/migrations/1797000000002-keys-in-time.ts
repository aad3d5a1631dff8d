/** Keys in the order of time, also where a row comes from SQL: new rows lie together, and an index grows at its end. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = [
  'person',
  'card',
  'terminal',
  'staff_session',
  'card_session',
  'due',
  'benefit_claim',
  'entitlement',
  'ledger_account',
  'personal_account',
  'work',
  'issuance',
];

export class KeysInTime1797000000002 implements MigrationInterface {
  readonly name = 'KeysInTime1797000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables)
      await runner.query(`alter table ${table} alter column id set default uuidv7()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`alter table ${table} alter column id drop default`);
  }
}
