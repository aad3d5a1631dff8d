/** Papers that a holder had printed at a kiosk: nobody of the staff gave them out, a card session did. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PapersOfHolders1803000016000 implements MigrationInterface {
  readonly name = 'PapersOfHolders1803000016000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table issued_document alter staff_number drop not null;
-- Sessions go before papers do: this says which it was, and holds it to nothing.
alter table issued_document add card_session_id uuid;
alter table issued_document add constraint issued_document_by_somebody check (staff_number is not null or card_session_id is not null);`);
  }

  async down(): Promise<void> {
    throw new Error('papers that were given out stay on record: restore the backup of before instead');
  }
}
