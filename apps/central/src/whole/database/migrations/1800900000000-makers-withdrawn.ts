/** A card maker can be withdrawn: its batches go on naming it, and no more data is made for it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MakersWithdrawn1800900000000 implements MigrationInterface {
  readonly name = 'MakersWithdrawn1800900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table card_maker
        add withdrawn_at timestamptz,
        add withdrawn_by text,
        add check ((withdrawn_at is null) = (withdrawn_by is null))
    `);
  }

  async down(): Promise<void> {
    throw new Error('which makers were withdrawn stays on record: restore the backup of before instead');
  }
}
