/** Parameters of the contributions of employees, units and projects, and the province's subsidies of tiers, each with its source. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import rowsOfTables from './1802000000000-contribution-parameters.json' with { type: 'json' };

export class ContributionParameters1802000000000 implements MigrationInterface {
  readonly name = 'ContributionParameters1802000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, rows] of Object.entries(rowsOfTables))
      await runner.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
        JSON.stringify(rows),
      ]);
  }

  async down(): Promise<void> {
    throw new Error('parameters stay on record: restore the backup of before instead');
  }
}
