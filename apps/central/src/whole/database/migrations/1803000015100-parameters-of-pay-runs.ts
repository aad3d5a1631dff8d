/** By which parameters the lines of a run follow, so that the next looks at no month before what has changed since. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ParametersOfPayRuns1803000015100 implements MigrationInterface {
  readonly name = 'ParametersOfPayRuns1803000015100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- The set of parameters that was known as it began; null: of a run before this was kept, after which all months are looked at once more.
alter table pay_run add column parameters text`);
  }

  async down(): Promise<void> {
    throw new Error('what was paid stays on record: restore the backup of before instead');
  }
}
