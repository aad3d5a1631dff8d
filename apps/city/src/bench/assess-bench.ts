/** A month of the city assessed by the real command, at one, ten or a hundred times its size: seconds, memory and bytes a line, held against a bare INSERT … SELECT. */
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { Client } from 'pg';
import { demonstrationPassword } from '../central-command.js';
import { centralCommandLine, centralEnvironment, type PlanContext } from '../program-plans.js';
import { endWindow, startTemporaryCity } from '../temporary-city.js';
import { printFigure } from './figure.js';

/** Insured in 德令哈 in 2017, by scheme. */
const insured: Readonly<Record<string, number>> = {
  '110': 24_784,
  '310': 54_366,
  '410': 8929,
  '210': 41_997,
  '510': 3386,
};
const heads = Object.values(insured).reduce((all, count) => all + count, 0);
const month = '2017-11';
/** Before the one that is measured, and killed in the middle. */
const killedMonth = '2017-10';
const fundAccountant = '0501';

/** How many times the city's size is measured; `ASSESS_SCALES=1,10,100` says others, as far as time and disk go. */
const scales = (): readonly number[] =>
  (process.env['ASSESS_SCALES'] ?? '1').split(',').map((text) => {
    const scale = Number(text);
    if (!Number.isInteger(scale) || scale < 1) throw new Error('ASSESS_SCALES are whole numbers');
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

/** Everybody with a wage and a unit; people are insured in as many schemes as the city's figures allow. */
const fill = async (client: Client, scale: number): Promise<void> => {
  const people = Math.max(...Object.values(insured)) * scale;
  await client.query(`create table if not exists assess_person (n int primary key, id uuid not null)`);
  await client.query(`insert into unit (code, name, kind, industry_class, size)
    select 'assess-' || n, '测量单位' || n, 'enterprise', 1 + n % 8, case n % 10 when 0 then 'large' else 'small' end
    from generate_series(1, ${300 * scale}) n on conflict do nothing`);
  await client.query(`with added as (
      insert into person (social_security_number, name, sex, birth_date)
      select '63' || lpad(n::text, 16, '0'), '测量' || n, 'female', date '1970-01-01' + (n % 9000)
      from generate_series((select coalesce(max(n), 0) + 1 from assess_person), ${people}) n returning id)
    insert into assess_person select (select coalesce(max(n), 0) from assess_person) + row_number() over (order by id), id from added`);
  await client.query(`insert into declared_wage (person_id, unit_code, from_month, entered_at, wage_fen, entered_by)
    select id, 'assess-' || (1 + n % ${300 * scale}), '2017-01', '2017-01-05T02:00:00Z', 250000 + (n % 1700) * 1000, '0001'
    from assess_person p where not exists (select from declared_wage w where w.person_id = p.id)`);
  for (const [scheme, count] of Object.entries(insured))
    await client.query(
      `insert into participation (person_id, scheme, category, unit_code, since, entered_at, entered_by)
       select p.id, $1, 'enterprise', w.unit_code, '2017-01-01', '2017-01-05T02:00:00Z', '0001'
       from assess_person p join declared_wage w on w.person_id = p.id
       where p.n <= $2 and not exists (select from participation q where q.person_id = p.id and q.scheme = $1)`,
      [scheme, count * scale],
    );
  await client.query('analyze person, participation, declared_wage, unit');
};

const command = (context: PlanContext, scheme: string, period: string) =>
  execa(
    process.execPath,
    [
      ...centralCommandLine(),
      'assess',
      'month',
      scheme,
      period,
      '--as',
      fundAccountant,
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

const assess = async (
  context: PlanContext,
  scheme: string,
  period: string,
): Promise<{ seconds: number; peakMemoryBytes: number }> => {
  const { stdout, stderr, exitCode } = await command(context, scheme, period);
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (exitCode !== 0) throw new Error(`assess ended with ${exitCode}: ${last || stderr}`);
  return JSON.parse(last) as { seconds: number; peakMemoryBytes: number };
};

const single = async <Row extends object>(client: Client, sql: string): Promise<Row> => {
  const { rows } = await client.query<Row>(sql);
  if (rows[0] === undefined) throw new Error('no row');
  return rows[0];
};

/** Kills the command in the middle of a scheme's chunks; answers whether another brings it to the same lines, each once. */
const killInTheMiddle = async (client: Client, context: PlanContext, expected: number): Promise<number> => {
  const killed = command(context, '310', killedMonth);
  const done = async (): Promise<number> =>
    Number(
      (
        await single<{ lines: string }>(
          client,
          `select count(*) as lines from assessment_line where period = '${killedMonth}'`,
        )
      ).lines,
    );
  while ((await done()) === 0) await wait(20);
  killed.kill('SIGKILL');
  await killed;
  const before = await done();
  if (before >= expected) throw new Error('it was done before it was killed');
  await assess(context, '310', killedMonth);
  const { lines, once, bills } = await single<{ lines: string; once: string; bills: string }>(
    client,
    `select count(*) as lines, count(distinct participation_id) as once,
       (select sum(unit_fen + person_fen) from unit_bill where scheme = '310' and period = '${killedMonth}')
         - (select sum(unit_fen + person_fen) from assessment_line where period = '${killedMonth}') as bills
     from assessment_line where period = '${killedMonth}'`,
  );
  if (Number(lines) < expected || lines !== once || Number(bills) !== 0)
    throw new Error(`after a kill ${lines} lines of ${once} people, bills off by ${bills}`);
  return before;
};

export const benchAssess = async (): Promise<void> => {
  const { city, stop } = await startTemporaryCity(true);
  const { context } = city;
  const client = await connect(context.databaseUrl);
  try {
    await endWindow(city);
    for (const [at, scale] of scales().entries()) {
      await fill(client, scale);
      const killedAt = at === 0 ? await killInTheMiddle(client, context, (insured['310'] ?? 0) * scale) : 0;
      const period = at === 0 ? month : `2017-0${9 - at}`;
      const sizes = `select pg_total_relation_size('assessment_line') as bytes`;
      const before = await single<{ bytes: string }>(client, sizes);
      const { seconds, peakMemoryBytes } = await assess(context, 'all', period);
      const after = await single<{ bytes: string }>(client, sizes);
      const { lines } = await single<{ lines: string }>(
        client,
        `select count(*) as lines from assessment_line where period = '${period}'`,
      );
      await client.query(`drop table if exists bare_line; create table bare_line (like assessment_line including all);
        alter table bare_line add foreign key (participation_id) references participation, add foreign key (run) references assessment_run;
        create trigger bare_line_approved after insert on bare_line referencing new table as added
          for each statement execute function check_difference_lines();
        set session_replication_role = origin`);
      const startedMs = performance.now();
      await client.query(`insert into bare_line select * from assessment_line where period = '${period}'`);
      const bareSeconds = (performance.now() - startedMs) / 1000;
      await client.query('set session_replication_role = replica');
      const bare = await single<{ bytes: string }>(
        client,
        `select pg_total_relation_size('bare_line') as bytes`,
      );
      const where = { scale, lines: Number(lines), city: heads * scale, killedAfterLines: killedAt };
      const figure = (name: string, value: number, unit: string, baseline: number): void =>
        printFigure({
          bench: 'assess',
          figure: name,
          at: where,
          value,
          unit,
          baseline: { name: 'INSERT … SELECT of the same rows', value: baseline },
        });
      figure('a month of all monthly schemes', seconds, 's', bareSeconds);
      figure('lines a second', Number(lines) / seconds, 'lines/s', Number(lines) / bareSeconds);
      figure(
        'bytes a line on disk, indices included',
        (Number(after.bytes) - Number(before.bytes)) / Number(lines),
        'B',
        Number(bare.bytes) / Number(lines),
      );
      figure('peak memory of the process', peakMemoryBytes / 1024 ** 2, 'MB', peakMemoryBytes / 1024 ** 2);
    }
  } finally {
    await client.end();
    await stop();
  }
};
