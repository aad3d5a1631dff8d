/**
 * Promises that no statement of a month of pensions looks at each head beside each other head, whatever the planner takes the tables for: never analysed,
 * analysed before the run was there, and analysed in the middle of it. Held against what the server says that each step of its plans went through.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Client, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { Counter } from '../../../../../test/support/counter.js';
import { addPensioners, answerTo, payRunsAt } from '../../../../../test/support/pay-runs.js';
import { counterPool, reportsPool } from '../../ground/database/database.js';

/** Held against each other one by one, they would be over two million. */
const pensioners = 1500;
/** Rows of a step a head: what a person has in several tables and months is some of them, what all others have is fifteen hundred. */
const aHeadAtMost = 20;
const grown = [
  'person',
  'card',
  'personal_account_entry',
  'entitlement',
  'pay_run_item',
  'pay_run_line',
  'pay_run_answer_row',
  'benefit_claim',
] as const;

let counter: Counter;
/** Steps that went through too much, with their statement. */
const tooMuch = new Set<string>();

type Plan = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly Plan[];
};
const stepsOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(stepsOf)];
const passed = (step: Plan): number =>
  (step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0) + (step['Rows Removed by Join Filter'] ?? 0)) *
  step['Actual Loops'];
const listen = (client: Client): void => {
  client.on('notice', ({ message }) => {
    const told = message?.indexOf('plan:\n') ?? -1;
    if (message === undefined || told < 0) return;
    const { 'Query Text': text, Plan: plan } = JSON.parse(message.slice(told + 6)) as {
      readonly 'Query Text': string;
      readonly Plan: Plan;
    };
    for (const step of stepsOf(plan))
      if (passed(step) > aHeadAtMost * pensioners)
        tooMuch.add(`${passed(step)} ${step['Node Type']} ${step['Relation Name'] ?? ''}: ${text}`);
  });
};

beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
  for (const table of grown) await counter.query(`alter table ${table} set (autovacuum_enabled = off)`);
  await addPensioners(counter, pensioners, '2026-06');
  const name = new URL(counter.database.ownerUrl).pathname.slice(1);
  for (const setting of [
    `session_preload_libraries = 'auto_explain'`,
    'auto_explain.log_min_duration = 0',
    'auto_explain.log_analyze = on',
    'auto_explain.log_timing = off',
    'auto_explain.log_nested_statements = on',
    `auto_explain.log_format = 'json'`,
    `auto_explain.log_level = 'notice'`,
  ])
    await counter.query(`alter database ${name} set ${setting}`);
  for (const token of [undefined, counterPool, reportsPool]) {
    const source: DataSource = counter.app.get(getDataSourceToken(token), { strict: false });
    (source.driver as unknown as { master: Pool }).master.on('connect', (client) =>
      listen(client as unknown as Client),
    );
  }
  // Connections of before know nothing of it.
  await counter.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await delay(200);
}, 60_000);
afterAll(() => counter.close());

const { listed, approved, fileOf, answered, proof } = payRunsAt(() => counter);

/** A month of everybody, from its due list to the proof; `analyse`: before each of its steps. */
const month = async (of: string, analyse: () => Promise<unknown>): Promise<void> => {
  const run = await listed(of);
  expect(run.heads).toBeGreaterThanOrEqual(pensioners);
  await analyse();
  await approved(run.number);
  await analyse();
  const text = answerTo(await fileOf(run.number), run.reference, () => '1');
  expect((await answered(run.number, text)).body).toEqual({ unfit: [], count: 0 });
  await analyse();
  expect(await proof(run.number)).toMatchObject({ agrees: true });
};
const analyse = (): Promise<unknown> => counter.query(`analyze ${grown.join(', ')}`);
/** Has the planner believe that so many rows are in each page of the tables, whatever is there. */
const believe = (rows: number) => async (): Promise<void> => {
  for (const table of grown)
    await counter.query(
      `select pg_restore_relation_stats('schemaname', current_schema()::text, 'relname', '${table}', 'relpages', 1000, 'reltuples', ${rows * 1000}::real)`,
    );
};
const nothing = async (): Promise<void> => {};

it.each([
  ['that nobody analysed', '2026-06', nothing, nothing],
  ['that were analysed before the run was there', '2026-07', analyse, nothing],
  ['that are taken for all but empty', '2026-08', nothing, believe(0.001)],
  ['that are taken for much larger', '2026-09', nothing, believe(10_000)],
  ['that are analysed at each of its steps', '2026-10', nothing, analyse],
] as const)(
  'reads what belongs to each head once in tables %s',
  async (_, of, before, between) => {
    await before();
    tooMuch.clear();
    await month(of, between);
    expect([...tooMuch]).toEqual([]);
  },
  60_000,
);
