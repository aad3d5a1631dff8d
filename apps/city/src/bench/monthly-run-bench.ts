/** A month's pensions of the city from due list to booked results, by the real commands: seconds against a bare INSERT … SELECT of the same rows, and a due list whose worker is killed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { Client } from 'pg';
import { demonstrationPassword, runAsStaff } from '../central-command.js';
import { centralCommandLine, centralEnvironment, type PlanContext } from '../program-plans.js';
import { startTemporaryCity } from '../temporary-city.js';
import { printFigure } from './figure.js';

/** Who drew an employee pension in 德令哈 in 2017. */
const pensioners = 24_784;
const scheme = '170';
const [clerk, reviewer, approver, accountant] = ['0101', '0301', '0201', '0501'] as const;

type Seconds = { readonly seconds: number };

/** How many times the city's size is measured; `MONTHLY_RUN_SCALES=1,10` says others. */
const scales = (): readonly number[] =>
  (process.env['MONTHLY_RUN_SCALES'] ?? '1').split(',').map((text) => {
    const scale = Number(text);
    if (!Number.isInteger(scale) || scale < 1) throw new Error('MONTHLY_RUN_SCALES are whole numbers');
    return scale;
  });

const connect = async (url: string): Promise<Client> => {
  const client = new Client({
    connectionString: url,
    options: '-c search_path=area_632802 -c statement_timeout=0 -c session_replication_role=replica',
  });
  await client.connect();
  return client;
};

/** The month that is `ago` months before this one, as central's clock has it. */
const monthBefore = (ago: number): string => {
  const now = new Date(Date.now() + 8 * 3_600_000);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)).toISOString().slice(0, 7);
};

/** Yuan enough for every month, as the finance would give and supply it: each transfer after the last one of its accounts. */
const supply = async (client: Client): Promise<void> => {
  for (const kind of ['subsidy', 'supply'])
    await client.query(
      `with t as (select * from transfer where scheme = $1 and kind = $2 order by id limit 1),
         d as (update ledger_account a set version = a.version + 1, balance_fen = a.balance_fen + case y.normal_side when 'debit' then $3 else -$3 end
           from t join ledger_account_type y on y.type = t.debit_type where a.id = t.debit_account_id returning a.version, a.balance_fen),
         c as (update ledger_account a set version = a.version + 1, balance_fen = a.balance_fen + case y.normal_side when 'credit' then $3 else -$3 end
           from t join ledger_account_type y on y.type = t.credit_type where a.id = t.credit_account_id returning a.version, a.balance_fen)
       insert into transfer (scheme, kind, debit_account_id, debit_type, credit_account_id, credit_type, amount_fen, debit_version,
         debit_balance_after_fen, credit_version, credit_balance_after_fen, effective_on, booked_at)
       select t.scheme, t.kind, t.debit_account_id, t.debit_type, t.credit_account_id, t.credit_type, $3, d.version, d.balance_fen, c.version,
         c.balance_fen, t.effective_on, now() from t, d, c`,
      [scheme, kind, '100000000000'],
    );
};

/** Pensioners with a card, an account to draw and a pension from a month on, up to so many; and the money to pay them. */
const fill = async (client: Client, count: number, first: string): Promise<void> => {
  await client.query('create table if not exists run_person (n int primary key, id uuid not null)');
  await client.query(
    `with added as (
       insert into person (social_security_number, name, sex, birth_date)
       select '63' || lpad(n::text, 16, '0'), '待遇' || n, 'female', date '1945-01-01' + (n % 4000)
       from generate_series((select coalesce(max(n), 0) + 1 from run_person), $1::int) n returning id, name)
     insert into run_person select substr(name, 3)::int, id from added`,
    [count],
  );
  await client.query(
    `with fresh as (select n, id from run_person r where not exists (select from benefit_claim b where b.payee_id = r.id)),
     held as (insert into card (person_id, card_number, identification_code, historical_bytes, specification_version, algorithm, state, issued_on,
         valid_until, bank_account, bank_account_state)
       select id, 'R' || lpad(n::text, 8, '0'), upper(md5(n::text)), upper(substr(md5(n::text), 1, 26)), '3.00', 'sm4', 'enabled', '2020-01-01',
         '2030-01-01', '6217' || lpad(n::text, 12, '0'), 'active' from fresh),
     saved as (insert into personal_account (person_id, scheme, balance_fen, version) select id, $1, 1390000, 0 from fresh)
     insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
       select id, id, 'resident-pension', $1, true, $2, '{"years": 15, "account": "13900.00"}' from fresh`,
    [scheme, first],
  );
  await supply(client);
  await client.query('analyze person, card, personal_account, benefit_claim');
};

/** How long a command takes, its start included. */
const clocked = async <T>(
  work: () => Promise<T>,
): Promise<{ readonly seconds: number; readonly answer: T }> => {
  const startedMs = performance.now();
  const answer = await work();
  return { seconds: (performance.now() - startedMs) / 1000, answer };
};

/** What a bank answers that pays everybody. */
const answerTo = (file: string): string => {
  const [head = '', ...rows] = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  const [, reference, , , , count, total] = head.split(',');
  const lines = rows.map((row) => {
    const [, serial, account, , amount] = row.split(',');
    return `D,${serial},${account},${amount},1,YH${serial},`;
  });
  return [`H,${reference},${count},${count},${total}`, ...lines, ''].join('\r\n');
};

type Begun = Seconds & { readonly run: number; readonly heads: number };

/** Approves, writes the file and takes the answer in; answers the seconds of each step, programs' starts taken off. */
const pay = async (
  context: PlanContext,
  folder: string,
  run: number,
): Promise<{ readonly approval: number; readonly file: number; readonly answer: number }> => {
  const { approval } = await runAsStaff<{ approval: string }>(context, clerk, [
    'payouts',
    'ask',
    String(run),
    '--reason',
    '月度发放',
  ]);
  // The review changes one row: what it takes is the program's start.
  const review = await clocked(() => runAsStaff(context, reviewer, ['approvals', 'approve', approval]));
  const taken = await clocked(() => runAsStaff(context, approver, ['approvals', 'approve', approval]));
  const path = join(folder, `run-${run}.csv`);
  const written = await clocked(() =>
    runAsStaff(context, accountant, ['payouts', 'file', String(run), path]),
  );
  const answer = join(folder, `answer-${run}.csv`);
  writeFileSync(answer, answerTo(path));
  const { seconds } = await runAsStaff<Seconds>(context, accountant, [
    'payouts',
    'answer',
    String(run),
    answer,
  ]);
  return {
    approval: Math.max(0, taken.seconds - review.seconds),
    file: Math.max(0, written.seconds - review.seconds),
    answer: seconds,
  };
};

/** The same rows into tables with the same keys, indices and foreign keys. */
const bareSeconds = async (client: Client, run: number): Promise<number> => {
  const ofRun = `(select i.id from pay_run_item i join pay_run r on r.id = i.run_id where r.number = ${run})`;
  const lines = `(select entitlement_id from pay_run_line where item_id in ${ofRun})`;
  const tables = [
    ['entitlement', `id in ${lines}`, 'claim_id) references benefit_claim', 'person_id) references person'],
    ['pay_run_item', `id in ${ofRun}`, 'run_id) references pay_run', 'person_id) references person'],
    [
      'pay_run_line',
      `item_id in ${ofRun}`,
      'item_id) references pay_run_item',
      'entitlement_id) references entitlement',
    ],
    [
      'personal_account_entry',
      `kind = 'benefit' and account_id in (select a.id from personal_account a join run_person p on p.id = a.person_id)`,
      'account_id) references personal_account',
    ],
  ] as const;
  let seconds = 0;
  for (const [table, which, ...keys] of tables) {
    await client.query(`drop table if exists bare_rows; create table bare_rows (like ${table} including all);
      ${keys.map((key) => `alter table bare_rows add foreign key (${key}`).join('; ')}; set session_replication_role = origin`);
    const { seconds: took } = await clocked(() =>
      client.query(`insert into bare_rows overriding system value select * from ${table} where ${which}`),
    );
    seconds += took;
    await client.query('set session_replication_role = replica; drop table bare_rows');
  }
  return seconds;
};

const count = async (client: Client, sql: string): Promise<number> =>
  Number((await client.query<{ n: string }>(sql)).rows[0]?.n ?? 0);

/** Kills the making of a due list in the middle; answers how long it took until the city's jobs had it, everybody once. */
const killedAndGoneOn = async (
  client: Client,
  context: PlanContext,
  month: string,
  heads: number,
): Promise<number> => {
  const lines = `select count(*) as n from entitlement where period = '${month}' and person_id in (select id from run_person)`;
  const command = execa(
    process.execPath,
    [
      ...centralCommandLine(),
      'payouts',
      'begin',
      scheme,
      month,
      '--as',
      clerk,
      '--json',
      '--answers-fd',
      '0',
    ],
    {
      env: { ...centralEnvironment(context), NO_COLOR: '1' },
      input: `${demonstrationPassword}\n`,
      reject: false,
    },
  );
  while ((await count(client, lines)) === 0) await wait(10);
  command.kill('SIGKILL');
  await command;
  const before = await count(client, lines);
  if (before >= heads) throw new Error('the list was made before it was killed');
  const { seconds } = await clocked(async () => {
    const state = `select count(*) as n from pay_run where month = '${month}' and state = 'listed'`;
    while ((await count(client, state)) === 0) await wait(50);
  });
  const [made, items, twice] = [
    await count(client, lines),
    await count(
      client,
      `select count(*) as n from pay_run_item i join pay_run r on r.id = i.run_id where r.month = '${month}' and i.person_id in (select id from run_person)`,
    ),
    await count(
      client,
      `select count(*) as n from (select claim_id, period from entitlement where period = '${month}' and state <> 'void' group by 1, 2 having count(*) > 1) t`,
    ),
  ];
  if (made !== heads || items !== heads || twice !== 0)
    throw new Error(`after a kill ${made} months and ${items} items of ${heads} people, ${twice} twice`);
  return seconds;
};

export const benchMonthlyRun = async (): Promise<void> => {
  const { city, data, stop } = await startTemporaryCity(true);
  const { context } = city;
  const client = await connect(context.databaseUrl);
  try {
    let ago = scales().length;
    for (const scale of scales()) {
      const month = monthBefore(ago);
      ago -= 1;
      await fill(client, pensioners * scale, month);
      const begun = await runAsStaff<Begun>(context, clerk, ['payouts', 'begin', scheme, month]);
      const steps = await pay(context, data, begun.run);
      const { agrees } = await runAsStaff<{ agrees: boolean }>(context, accountant, [
        'payouts',
        'check',
        String(begun.run),
      ]);
      if (!agrees) throw new Error('list, books and bank do not agree');
      const baseline = {
        name: 'INSERT … SELECT of the same rows',
        value: await bareSeconds(client, begun.run),
      };
      const print = (figure: string, value: number): void =>
        printFigure({
          bench: 'monthly-run',
          figure,
          at: { scale, heads: begun.heads },
          value,
          unit: 's',
          baseline,
        });
      print('due list', begun.seconds);
      print('taken by the last approval', steps.approval);
      print('file for the bank', steps.file);
      print('answer booked', steps.answer);
      print('from due list to booked results', begun.seconds + steps.approval + steps.file + steps.answer);
    }
    const heads = await count(client, 'select count(*) as n from run_person');
    const seconds = await killedAndGoneOn(client, context, monthBefore(0), heads);
    printFigure({
      bench: 'monthly-run',
      figure: 'killed in the middle of the due list: until the jobs had it, everybody once',
      at: { heads },
      value: seconds,
      unit: 's',
      baseline: { name: 'itself', value: seconds },
    });
  } finally {
    await client.end();
    await stop();
  }
};
