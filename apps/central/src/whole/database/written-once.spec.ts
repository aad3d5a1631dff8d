/** Promises that the database itself keeps the books: what is written once stays, and no unlawful transfer gets in. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Counter, payable } from '../../../../../test/support/counter.js';

let counter: Counter;
let service: Client;
let owner: Client;
beforeAll(async () => {
  counter = await Counter.open();
  const { body: session } = await counter.tap('suonan-daiji');
  await counter.pay('suonan-daiji', session, payable(session));
  const options = `-c search_path=${counter.database.schema}`;
  service = new Client({ connectionString: counter.database.serviceUrl, options });
  owner = new Client({ connectionString: counter.database.ownerUrl, options });
  await service.connect();
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await service.end();
  await owner.end();
  await counter.close();
});

const tables = [
  'transfer',
  'personal_account_entry',
  'audit_event',
  'receipt',
  'receipt_print',
  'operation_line',
  'lawful_flow',
  'card_event',
  'operation_agent',
  'approval',
  'approval_decision',
];
const column: Record<string, string> = {
  receipt: 'number',
  receipt_print: 'copy',
  operation_line: 'line',
  lawful_flow: 'kind',
  audit_event: 'action',
  personal_account_entry: 'period',
  transfer: 'kind',
  card_event: 'act',
  operation_agent: 'name',
  approval: 'state',
  approval_decision: 'verdict',
};

/** A copy of a lawful transfer with some columns changed, as the service role. */
const insert = (changes: Record<string, string>): Promise<unknown> => {
  const columns = [
    'scheme',
    'kind',
    'debit_account_id',
    'debit_type',
    'credit_account_id',
    'credit_type',
    'amount_fen',
    'debit_version',
    'debit_balance_after_fen',
    'credit_version',
    'credit_balance_after_fen',
    'effective_on',
    'booked_at',
  ];
  const defaults: Record<string, string> = {
    id: 'gen_random_uuid()',
    debit_version: '900000',
    credit_version: '900000',
  };
  const values = columns.map((name) => changes[name] ?? defaults[name] ?? `t.${name}`);
  return service.query(
    `insert into transfer (${columns.join(', ')}) select ${values.join(', ')} from transfer t where kind = 'contribution-cash' and scheme = '170' limit 1`,
  );
};
const account = (scheme: string, type: string) =>
  `(select id from ledger_account where scheme = '${scheme}' and type = '${type}' limit 1)`;

describe('the service role', () => {
  it.each(tables)('may neither change, delete nor empty %s', async (table) => {
    await expect(
      service.query(`update ${table} set ${column[table]} = ${column[table]}`),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(service.query(`delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
    await expect(service.query(`truncate ${table} cascade`)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    [
      'make a lawful flow of its own',
      `insert into lawful_flow values ('gift', 'income', 'benefits', 'none')`,
    ],
    ['enter a parameter', `insert into policy_parameter select * from policy_parameter`],
    ['rename an account', `update ledger_account set scheme = '390'`],
    ['change the schema', 'alter table transfer add column extra int'],
    ['switch the guards off', 'alter table transfer disable trigger all'],
  ])('may not %s', async (_, sql) => {
    await expect(service.query(sql)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('even the owner', () => {
  it.each(['transfer', 'audit_event', 'receipt', 'personal_account_entry'])(
    'cannot change or delete a row of %s',
    async (table) => {
      await expect(
        owner.query(`update ${table} set ${column[table]} = ${column[table]}`),
      ).rejects.toMatchObject({ code: 'SS001' });
      await expect(owner.query(`delete from ${table}`)).rejects.toMatchObject({ code: 'SS001' });
      await expect(owner.query(`truncate ${table} cascade`)).rejects.toMatchObject({ code: 'SS001' });
    },
  );
});

describe('a transfer', () => {
  it.each([
    [
      'crosses two funds',
      { debit_account_id: account('390', 'expenditure'), debit_type: `'expenditure'` },
      '23503',
    ],
    ['names another fund than its accounts', { scheme: `'390'` }, '23503'],
    ['takes an unlawful way', { kind: `'benefit'` }, '23503'],
    [
      'pays a benefit out of contributions',
      { kind: `'benefit-cash'`, credit_account_id: 't.debit_account_id', credit_type: `'till-received'` },
      '23514',
    ],
    ['is of an unknown kind', { kind: `'gift'` }, '23503'],
    ['moves nothing', { amount_fen: '0' }, '23514'],
    ['moves less than nothing', { amount_fen: '-1' }, '23514'],
    ['takes a place in the account that is taken', { debit_version: 't.debit_version' }, '23505'],
  ])('is refused when it %s', async (_, changes, code) => {
    await expect(insert(changes)).rejects.toMatchObject({ code });
  });

  it('cannot leave an account with less than what is held or there', async () => {
    await expect(
      service.query(`update ledger_account set balance_fen = -1 where type = 'expenditure'`),
    ).rejects.toMatchObject({ code: '23514' });
    await expect(
      service.query(`update ledger_account set held_fen = balance_fen + 1 where type = 'expenditure'`),
    ).rejects.toMatchObject({ code: '23514' });
  });
});
