/** Papers of one more kind: what benefits somebody draws, with their award, every change, and what was paid in a year. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PapersOfBenefits1803000014800 implements MigrationInterface {
  readonly name = 'PapersOfBenefits1803000014800';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table issued_document drop constraint issued_document_kind_check;
alter table issued_document add constraint issued_document_kind_check check (kind in ('statement', 'certificate', 'account', 'move', 'benefits'));`);
  }

  async down(): Promise<void> {
    throw new Error('papers that were given out stay on record: restore the backup of before instead');
  }
}
