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
  it.each([
    [
      'make a lawful flow of its own',
      `insert into lawful_flow values ('gift', 'income', 'benefits', 'none')`,
    ],
    ['rename an account', `update ledger_account set scheme = '390'`],
    ['change the schema', 'alter table transfer add column extra int'],
    ['switch the guards off', 'alter table transfer disable trigger all'],
  ])('may not %s', async (_, sql) => {
    await expect(service.query(sql)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('even the owner', () => {
  it('cannot change, delete or empty a table that is written once', async () => {
    // Which tables those are, and that no other is only added to, is held by machine-roles.spec.
    const { rows } = await owner.query<{ table: string; column: string; guarded: number }>(
      `select c.relname as "table", (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
           and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a' order by a.attnum limit 1) as "column",
         bit_or(g.tgtype) filter (where g.tgenabled <> 'D' and g.tgqual is null and g.tgattr = '') as guarded
       from pg_class c join pg_trigger g on g.tgrelid = c.oid join pg_proc f on f.oid = g.tgfoid and f.proname = 'refuse_change'
       where c.relnamespace = current_schema()::regnamespace group by c.oid order by 1`,
    );
    expect(rows.length).toBeGreaterThan(10);
    const unguarded: string[] = [];
    for (const { table, column, guarded } of rows) {
      // Bits of pg_trigger.tgtype: delete 8, update 16, truncate 32.
      if ((guarded & 56) !== 56) {
        unguarded.push(table);
        continue;
      }
      const changes = [`truncate ${table} cascade`];
      if ((await owner.query(`select from ${table} limit 1`)).rowCount === 1)
        changes.push(`update ${table} set ${column} = ${column}`, `delete from ${table}`);
      for (const change of changes)
        await expect(owner.query(change)).rejects.toMatchObject({ code: 'SS001' });
    }
    // An approval's state follows its decisions, by a trigger of its own: see two-persons.spec. A fee is given back and a shift ended
    // by a change of its row, so is a merge undone, a move of insurance led on and a rise made to count; none of them is ever removed.
    expect(unguarded).toEqual([
      'adjustment',
      'approval',
      'benefit_application',
      'benefit_rise',
      'card_fee',
      'death_report',
      'insurance_transfer',
      'pay_run',
      'pay_run_item',
      'person_merge',
      'person_told_apart',
      'shift',
    ]);
  });
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
