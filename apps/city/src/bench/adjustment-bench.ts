/** A yearly adjustment of everybody's pension, laid out and carried out by the real command and jobs: seconds against bare statements that write the same rows. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { runAsStaff } from '../central-command.js';
import { endWindow, startTemporaryCity } from '../temporary-city.js';
import { printFigure } from './figure.js';

/** Who drew an employee pension in 德令哈 in 2017. */
const pensioners = 24_784;
const [clerk, reviewer, approver] = ['0101', '0301', '0201'] as const;
/** Each size in a fund of its own: a fund is adjusted once a year. */
const funds = ['110', '120', '170'] as const;

/** How many times the city's size is measured, three at most; `ADJUSTMENT_SCALES=1,100` says others. */
const scales = (): readonly number[] => {
  const asked = (process.env['ADJUSTMENT_SCALES'] ?? '1').split(',').map(Number);
  if (asked.length > funds.length || asked.some((scale) => !Number.isInteger(scale) || scale < 1))
    throw new Error('ADJUSTMENT_SCALES are up to three whole numbers');
  return asked;
};

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

/** People of all ages with pensions of a fund for so many years, paid for the month before `from` and for each since. */
const fill = async (
  client: Client,
  fund: string,
  count: number,
  months: readonly string[],
): Promise<void> => {
  await client.query(
    `with added as (
       insert into person (social_security_number, name, sex, birth_date, township)
       select '6' || $1::text || lpad(n::text, 14, '0'), '调待' || n, 'female', date '1936-01-01' + n % 9000, (array['632802001', '632802200', null])[1 + n % 3]
       from generate_series(1, $2::int) n returning id, name)
     insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
     select id, id, 'employee-pension', $1, true, '2015-01', jsonb_build_object('months', 100 + substr(name, 3)::int % 380) from added`,
    [fund, count],
  );
  await client.query(
    `insert into entitlement (id, claim_id, person_id, scheme, period, amount_fen, account_part_fen, state, settled_by, known_at, assessed_at)
     select uuidv7(), b.id, b.person_id, b.scheme, m, 150000 + (row_number() over (order by b.id, m) % 400000), 0, 'paid', gen_random_uuid(), now(), now()
     from benefit_claim b, unnest($2::text[]) m where b.scheme = $1 and b.first_month = '2015-01' order by b.id, m`,
    [fund, months],
  );
  await client.query('analyze person, benefit_claim, entitlement');
};

type Laid = {
  readonly number: number;
  readonly heads: number;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
};

const rule = {
  fixed: '39.00',
  yearsFlat: '12.90',
  flatYears: 15,
  perYear: '0.86',
  percent: '0.51',
  percentLeast: '11.00',
  areas: [
    { township: '', amount: '6.00' },
    { township: '632802200', amount: '10.00' },
  ],
  ages: [
    { from: 70, amount: '15.00' },
    { from: 75, amount: '35.00' },
    { from: 80, amount: '55.00' },
  ],
};

const single = async <Row extends object>(client: Client, sql: string, values: readonly unknown[] = []) => {
  const { rows } = await client.query<Row>(sql, [...values]);
  if (rows[0] === undefined) throw new Error('no row');
  return rows[0];
};

const clocked = async (client: Client, sql: string): Promise<number> => {
  const startedMs = performance.now();
  await client.query(sql);
  return (performance.now() - startedMs) / 1000;
};

/** The same rows into tables with the same keys and foreign keys: those laid out, and those carried out. */
const bareSeconds = async (
  client: Client,
  number: number,
  from: string,
): Promise<{ readonly laidOut: number; readonly carriedOut: number }> => {
  await client.query(`drop table if exists bare_rise, bare_line;
    create table bare_rise (like benefit_rise including all);
    alter table bare_rise add foreign key (adjustment_id) references adjustment;
    alter table bare_rise add foreign key (claim_id) references benefit_claim;
    create table bare_line (like entitlement including all);
    alter table bare_line add foreign key (claim_id) references benefit_claim;
    alter table bare_line add foreign key (person_id) references person;
    create unlogged table kept_rise as select r.* from benefit_rise r join adjustment a on a.id = r.adjustment_id where a.number = ${number} order by claim_id;
    update kept_rise set applied_at = null;
    create unlogged table kept_line as select e.* from entitlement e join kept_rise r on r.claim_id = e.claim_id
      where e.kind = 'retroactive' and e.period >= '${from}' order by e.claim_id, e.period;
    set session_replication_role = origin`);
  const laidOut = await clocked(client, 'insert into bare_rise select * from kept_rise');
  const carriedOut =
    (await clocked(client, 'update bare_rise set applied_at = now()')) +
    (await clocked(client, 'insert into bare_line select * from kept_line'));
  await client.query(
    'set session_replication_role = replica; drop table bare_rise, bare_line, kept_rise, kept_line',
  );
  return { laidOut, carriedOut };
};

export const benchAdjustment = async (): Promise<void> => {
  const { city, data, stop } = await startTemporaryCity(true);
  const { context } = city;
  const client = await connect(context.databaseUrl);
  try {
    await endWindow(city);
    for (const [at, scale] of scales().entries()) {
      const fund = funds[at] ?? '110';
      const months = [3, 2, 1, 0].map((ago) => monthBefore(ago));
      const from = months[1] ?? '';
      await fill(client, fund, pensioners * scale, months);
      const path = join(data, `rule-${fund}.json`);
      const year = Number(from.slice(0, 4));
      writeFileSync(path, JSON.stringify({ year, schemes: [fund], from, source: '测量用办法', rule }));
      const laid = await runAsStaff<Laid>(context, clerk, ['adjustments', 'propose', path]);
      const { approval } = await runAsStaff<{ approval: string }>(context, clerk, [
        'adjustments',
        'ask',
        String(laid.number),
        '--reason',
        '年度调整',
      ]);
      await runAsStaff(context, reviewer, ['approvals', 'approve', approval]);
      await runAsStaff(context, approver, ['approvals', 'approve', approval]);
      const outcome = `select state, extract(epoch from applied_at - approved_at)::float8 as seconds, outcome from adjustment where number = $1`;
      type Applied = { state: string; seconds: number; outcome: { heads: number; lines: number } };
      let applied = await single<Applied>(client, outcome, [laid.number]);
      while (applied.state !== 'applied') {
        await wait(100);
        applied = await single<Applied>(client, outcome, [laid.number]);
      }
      const { heads, lines } = applied.outcome;
      const { twice } = await single<{ twice: number }>(
        client,
        `select count(*)::int as twice from (select from entitlement where scheme = '${fund}' and kind = 'retroactive' group by claim_id, period having count(*) > 1) t`,
      );
      if (heads !== laid.heads || lines < 3 * pensioners * scale || twice !== 0)
        throw new Error(`${heads} of ${laid.heads} carried out, ${lines} lines, ${twice} twice`);
      const bare = await bareSeconds(client, laid.number, from);
      const where = { scale, heads, lines };
      const print = (figure: string, value: number, baseline: number, unit = 's'): void =>
        printFigure({
          bench: 'adjustment',
          figure,
          at: where,
          value,
          unit,
          baseline: { name: 'bare statements that write the same rows', value: baseline },
        });
      print('laid out over everybody, and summed up', laid.seconds, bare.laidOut);
      print('carried out, with what past months are more by', applied.seconds, bare.carriedOut);
      print('pensions laid out a second', heads / laid.seconds, heads / bare.laidOut, 'pensions/s');
      print('pensions carried out a second', heads / applied.seconds, heads / bare.carriedOut, 'pensions/s');
      const megabytes = laid.peakMemoryBytes / 1024 ** 2;
      printFigure({
        bench: 'adjustment',
        figure: 'peak memory of the process that lays out',
        at: where,
        value: megabytes,
        unit: 'MB',
        baseline: { name: 'itself', value: megabytes },
      });
    }
  } finally {
    await client.end();
    await stop();
  }
};
