/** The rates by which accounts of the occupational annuity bear interest, year by year. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import added from './1803000013000-interest-of-annuities.json' with { type: 'json' };

export class InterestOfAnnuities1803000013000 implements MigrationInterface {
  readonly name = 'InterestOfAnnuities1803000013000';

  async up(runner: QueryRunner): Promise<void> {
    for (const row of added.policy_parameter)
      await runner.query(
        `insert into policy_parameter (id, key, effective_from, kind, value, source, status)
         select id, key, effective_from, kind, value, source, status from json_populate_record(null::policy_parameter, $1)`,
        [JSON.stringify(row)],
      );
  }

  async down(): Promise<void> {
    throw new Error('parameters stay on record: restore the backup of before instead');
  }
}
