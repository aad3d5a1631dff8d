/** What is data by law: the chart of accounts, the lawful flows, and Delingha's parameters with their sources. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { accountTypes } from '#libs/ledger/account-types.js';
import { flows } from '#libs/ledger/flows.js';
import { readParameters } from '#libs/policy/parameters.js';
import parameters from '../../policy/delingha-parameters.json' with { type: 'json' };

export class Parameters1795500000001 implements MigrationInterface {
  readonly name = 'Parameters1795500000001';

  async up(runner: QueryRunner): Promise<void> {
    const types = Object.values(accountTypes).map(({ id, code, name, normalSide, mayBeNegative }) => ({
      type: id,
      code,
      name_zh: name.zh,
      name_en: name.en,
      normal_side: normalSide,
      may_be_negative: mayBeNegative,
    }));
    const lawful = Object.values(flows).map(({ kind, debit, credit, basis }) => ({
      kind,
      debit_type: debit,
      credit_type: credit,
      basis,
    }));
    const checked = readParameters(parameters);
    if (!checked.ok) throw new Error(`parameters refused: ${JSON.stringify(checked.refusal)}`);
    const versions = parameters.map(({ effectiveFrom, ...version }) => ({
      ...version,
      effective_from: effectiveFrom,
    }));
    await this.fill(runner, 'ledger_account_type', types);
    await this.fill(runner, 'lawful_flow', lawful);
    await this.fill(runner, 'policy_parameter', versions);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from policy_parameter');
  }

  private async fill(runner: QueryRunner, table: string, rows: readonly object[]): Promise<void> {
    await runner.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(rows),
    ]);
  }
}
