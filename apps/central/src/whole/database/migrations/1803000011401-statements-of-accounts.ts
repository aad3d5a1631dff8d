/** Papers of one more kind: what a personal account had in a year, with its interest. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StatementsOfAccounts1803000011401 implements MigrationInterface {
  readonly name = 'StatementsOfAccounts1803000011401';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table issued_document drop constraint issued_document_kind_check;
alter table issued_document add constraint issued_document_kind_check check (kind in ('statement', 'certificate', 'account'));`);
  }

  async down(): Promise<void> {
    throw new Error('papers that were given out stay on record: restore the backup of before instead');
  }
}
