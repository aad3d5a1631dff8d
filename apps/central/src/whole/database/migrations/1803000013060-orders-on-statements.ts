/** Where on the bank's statement an order that sends money away was found, and what the statement says otherwise of it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { areaNames } from './area-names.js';

export class OrdersOnStatements1803000013060 implements MigrationInterface {
  readonly name = 'OrdersOnStatements1803000013060';

  async up(runner: QueryRunner): Promise<void> {
    const { service } = areaNames(runner);
    await runner.query(`
-- The serial number of the movement that took it out of the account; what the statement says otherwise, for a person to look at.
alter table outgoing_payment add statement_serial text, add statement_fault text;
grant update (statement_serial, statement_fault) on outgoing_payment to ${service};`);
  }

  async down(): Promise<void> {
    throw new Error(
      'what a statement said of an order stays on record: restore the backup of before instead',
    );
  }
}
