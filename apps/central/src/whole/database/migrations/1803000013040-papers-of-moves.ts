/** Papers of one more kind: a certificate of a move out, for the place that somebody goes to. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PapersOfMoves1803000013040 implements MigrationInterface {
  readonly name = 'PapersOfMoves1803000013040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table issued_document drop constraint issued_document_kind_check;
alter table issued_document add constraint issued_document_kind_check check (kind in ('statement', 'certificate', 'account', 'move'));`);
  }

  async down(): Promise<void> {
    throw new Error('papers that were given out stay on record: restore the backup of before instead');
  }
}
