/** What is data by law: the chart of accounts, the lawful flows, and Delingha's parameters with their sources. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import rowsOfTables from './1795500000001-parameters.json' with { type: 'json' };

export class Parameters1795500000001 implements MigrationInterface {
  readonly name = 'Parameters1795500000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, rows] of Object.entries(rowsOfTables))
      await runner.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
        JSON.stringify(rows),
      ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from policy_parameter');
  }
}
