/** Promises that one person cannot be two: what somebody made, the database lets nobody approve in the same name. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '../../../../../test/support/database.js';

let database: TestDatabase;
let owner: Client;
let work: Client;
beforeAll(async () => {
  database = await testDatabase();
  const options = `-c search_path=${database.schema}`;
  owner = new Client({ connectionString: database.ownerUrl, options });
  work = new Client({ connectionString: database.workUrl, options });
  await owner.connect();
  await work.connect();
  await work.query(`insert into person (id, social_security_number, name, sex, birth_date)
    values (${person}, '632802199001010001', '某人', 'male', '1990-01-01')`);
});
afterAll(async () => {
  await work.end();
  await owner.end();
  await database.drop();
});

const person = `'00000000-0000-7000-8000-000000000001'`;

const applied = `insert into card_application (person_id, reason, state, applied_at, applied_by) values (${person}, 'first', 'applied', now(), 'a')`;
const made = `insert into card_batch (number, state, items, made_at, made_by) values ('2026-000001', 'made', 1, now(), 'a')`;

/** An approval asked for in one name and given in another, about what `a` made. */
const decided = (kind: string, subject: string, asker: string, decider: string): readonly string[] => [
  `insert into approval (kind, subject, content, digest, levels, asked_by, asked_at)
   select '${kind}', ${subject}, '{}', repeat('0', 64), 1, '${asker}', now()`,
  `insert into approval_decision (approval_id, level, verdict, decided_by, at, digest, asked_by)
   select id, 1, 'approved', '${decider}', now(), digest, asked_by from approval where kind = '${kind}' and state = 'waiting'`,
];
const approvalOf = (kind: string): string =>
  `(select max(id::text)::uuid from approval where kind = '${kind}')`;
const application = '(select max(id) from card_application)';

/** What one person would do to be both, by table: each statement but the last is allowed. */
const attempts: Readonly<Record<string, readonly (readonly string[])[]>> = {
  card_application: [
    [applied, `update card_application set state = 'approved' where applied_by = 'a'`],
    [`update card_application set applied_by = 'b' where applied_by = 'a'`],
    // Asked for in another's name, decided by whoever entered it.
    [
      ...decided('card-application', `${application}::text`, 'x', 'a'),
      `update card_application set state = 'approved', approval_id = ${approvalOf('card-application')} where id = ${application}`,
    ],
  ],
  card_batch: [
    [made, `update card_batch set state = 'approved' where made_by = 'a'`],
    [`update card_batch set made_by = 'b' where made_by = 'a'`],
    [
      ...decided('card-batch', `'2026-000001'`, 'x', 'a'),
      `update card_batch set state = 'approved', approval_id = ${approvalOf('card-batch')} where number = '2026-000001'`,
    ],
  ],
  approval: [
    [
      `insert into approval (kind, subject, content, digest, levels, asked_by, asked_at)
       values ('trial', '1', '{}', repeat('0', 64), 1, 'a', now())`,
      `update approval set state = 'approved', decided_by = 'a', decided_at = now() where asked_by = 'a'`,
    ],
    [`update approval set asked_by = 'b' where kind = 'trial'`],
  ],
  approval_decision: [
    [
      `insert into approval_decision (approval_id, level, verdict, decided_by, at, digest, asked_by)
       select id, 1, 'approved', 'a', now(), digest, asked_by from approval where kind = 'trial'`,
    ],
    [
      `insert into approval_decision (approval_id, level, verdict, decided_by, at, digest, asked_by)
       select id, 1, 'approved', 'a', now(), digest, 'b' from approval where kind = 'trial'`,
    ],
  ],
};

/** Tables with several people in a row where they may well be one, and why. */
const mayBeOne: Readonly<Record<string, string>> = {
  adjustment:
    'an adjustment is carried out under the approval that it names, which the database demands, and there the two are told apart',
  assessment_run:
    'whoever asks for a run books nothing that was not owed; a difference run has the approval that it names',
  file_import:
    'whoever looked at a file imports it; cards of it are approved with their batch, and lists do what the pages do without a second person',
  benefit_application:
    'a claim names the approval that it came by, and there the two are told apart; nothing is drawn without it',
  benefit_document:
    'whoever hands a document in may add it to a claim; its digest is in what others decide, and there the two are told apart',
  death_report:
    'a report that is not certain names the approval of the correction it led to, and there the two are told apart',
  benefit_change: 'a change names the approval that it came by, and there the two are told apart',
  benefit_redetermination:
    'a redetermination names the approval that it came by, which the database demands, and there the two are told apart',
  pay_run:
    'a run names the approval that it came by, and there the two are told apart; nothing is paid without it',
  fund_budget:
    'a budget names the approval that it came by, which the database demands as it stands, and there the two are told apart',
  insurance_transfer:
    'a move names the approval that it came by, and there the two are told apart; no money leaves without it',
  card_maker:
    'to take a maker out must work at once, for whoever added it too; what a maker is given is approved with its batch',
  participation:
    'whoever takes somebody on also lets them go, or says that it was in error; nothing is paid out by it, and what was assessed stays',
  participation_overlap:
    'whose list found it may be who says which of two counts, as with a participation; money goes back by an approval of its own',
  person_told_apart:
    'that two are two changes nothing about either, and whoever said so may see that it was wrong',
  person_former:
    'what takes two persons is demanded where it is changed: `person` itself refuses a correction without its approval',
  policy_parameter: 'a version names the approval that it came by, and there the two are told apart',
};

/** Tables in whose rows two people are named, or one and an approval. */
const severalPeople = async (): Promise<readonly string[]> =>
  (
    await owner.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = '${database.schema}'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
         and (a.attname like '%\\_by' and a.atttypid = 'text'::regtype or a.attname = 'approval_id')
       group by 1 having count(*) > 1 order by 1`,
    )
  ).rows.map(({ name }) => name);

it('is tried for every table in which one person follows another', async () => {
  const tables = await severalPeople();
  expect(tables).toEqual(expect.arrayContaining(['approval', 'card_application', 'card_batch']));
  expect(tables.filter((table) => !(table in attempts) && !(table in mayBeOne))).toEqual([]);
});

it.each(
  Object.entries(attempts).flatMap(([table, ways]) =>
    ways.map((statements) => ({ table, last: statements.at(-1) ?? '', before: statements.slice(0, -1) })),
  ),
)('refuses $table: $last', async ({ last, before }) => {
  for (const statement of before) expect((await work.query(statement)).rowCount).toBe(1);
  // A check, a right that is missing, a key that does not fit, or a guard of the table's own.
  await expect(work.query(last)).rejects.toMatchObject({
    code: expect.stringMatching(/^(23514|42501|23503|SS00\d)$/),
  });
});

it('lets another person approve what one made', async () => {
  await work.query(
    `insert into card_batch (number, state, items, made_at, made_by) values ('2026-000002', 'made', 1, now(), 'a')`,
  );
  for (const statement of decided('card-batch', `'2026-000002'`, 'a', 'b')) await work.query(statement);
  const { rowCount } = await work.query(
    `update card_batch set state = 'approved', approval_id = ${approvalOf('card-batch')} where number = '2026-000002'`,
  );
  expect(rowCount).toBe(1);
});

it('looks for a decision in the area alone, whatever tables the asker has of their own', async () => {
  const asker = new Client({
    connectionString: database.workUrl,
    options: `-c search_path=pg_temp,${database.schema}`,
  });
  await asker.connect();
  try {
    await asker.query(`insert into ${database.schema}.card_batch (number, state, items, made_at, made_by)
      values ('2026-000003', 'made', 1, now(), 'a')`);
    const [ask = ''] = decided('card-batch', `'2026-000003'`, 'a', 'b');
    await asker.query(ask);
    // Waiting where it counts, approved in a table of the same name that comes first.
    await asker.query(
      `create temporary table approval as select * from ${database.schema}.approval where subject = '2026-000003'`,
    );
    await asker.query(`update pg_temp.approval set state = 'approved'`);
    await expect(
      asker.query(`update ${database.schema}.card_batch set state = 'approved',
        approval_id = (select id from pg_temp.approval) where number = '2026-000003'`),
    ).rejects.toMatchObject({ code: 'SS005' });
  } finally {
    await asker.end();
  }
});
