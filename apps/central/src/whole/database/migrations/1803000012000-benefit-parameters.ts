/** Parameters of benefits: ages, years and notice of retirement, pensions and their rises, and what the other insurances pay. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import added from './1803000012000-benefit-parameters.json' with { type: 'json' };

export class BenefitParameters1803000012000 implements MigrationInterface {
  readonly name = 'BenefitParameters1803000012000';

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
