/** A bank's statement of 100,000 lines, taken in and matched by the real command: seconds against reading the file and one bare update of as many rows. */
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { noticeReference } from '#libs/contributions/notice-number.js';
import { runAsStaff } from '../central-command.js';
import { startTemporaryCity } from '../temporary-city.js';
import { printFigure } from './figure.js';

const account = '63001756636052500110';
const monthsEach = 10;
/** Of a hundred lines, how many name a notice; as many as are left but one are known by who pays, that one by nobody. */
const naming = 90;

type Bill = { readonly notice: number; readonly code: string; readonly amountFen: number };

/** Units with bills of several months; each amount is one of its own, so that whoever pays it is known by it. */
const makeBills = async (client: Client, lines: number): Promise<Bill[]> => {
  const units = Math.ceil(lines / monthsEach);
  await client.query(
    `insert into unit (code, name, bank_account) select 'BU' || n, '德令哈市第' || n || '有限公司', '62280000' || lpad(n::text, 8, '0')
     from generate_series(1, $1::int) n`,
    [units],
  );
  const { rows } = await client.query<Bill>(
    `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, made_at)
     select uuidv7(), 'BU' || n, '110', '2026-' || lpad(m::text, 2, '0'), 10, 100000 + m, 40000, '2026-12-31', now()
     from generate_series(1, $1::int) n, generate_series(1, $2::int) m
     returning notice_number as notice, unit_code as code, (unit_fen + person_fen)::int as "amountFen"`,
    [units, monthsEach],
  );
  await client.query('analyze unit; analyze unit_bill');
  return rows.slice(0, lines);
};

const yuan = (fen: number): string => (fen / 100).toFixed(2);

const statementOf = (bills: readonly Bill[]): string => {
  let balance = 0;
  const details = bills.map(({ notice, code, amountFen }, index) => {
    balance += amountFen;
    const place = index % 100;
    const unit = Number(code.slice(2));
    const payer =
      place === 99
        ? ['', '不知何人', '']
        : [
            `62280000${String(unit).padStart(8, '0')}`,
            `德令哈市第${unit}有限公司`,
            place < naming ? noticeReference(notice) : '',
          ];
    return `D,B${index},2026-11-20,${yuan(amountFen)},,${yuan(balance)},${payer.join(',')}`;
  });
  return `${[`H,${account},2026-11-20,2026-11-20,0.00,${yuan(balance)},${bills.length}`, ...details].join('\n')}\n`;
};

/** Every line of the file read, and one update of as many rows of a table with its key. */
const bareSeconds = async (client: Client, file: string, rows: number): Promise<number> => {
  await client.query(
    `create table public.bare_bill as select n as id, 0::bigint as paid from generate_series(1, ${rows}) n;
     alter table public.bare_bill add primary key (id)`,
  );
  const startedMs = performance.now();
  let read = 0;
  for await (const line of createInterface({ input: createReadStream(file) }))
    read += line.length > 0 ? 1 : 0;
  await client.query('update public.bare_bill set paid = paid + 1');
  const seconds = (performance.now() - startedMs) / 1000;
  if (read !== rows + 1) throw new Error(`${read} lines of the file were read`);
  await client.query('drop table public.bare_bill');
  return seconds;
};

type Imported = {
  readonly seconds: number;
  readonly outcomes: readonly { readonly state: string; readonly lines: number }[];
};

/** STATEMENT_LINES lines, 100,000 when left out. */
export const benchStatement = async (): Promise<void> => {
  const lines = Number(process.env['STATEMENT_LINES'] ?? 100_000);
  const { city, data, stop } = await startTemporaryCity(true);
  try {
    const folder = join(data, 'bench');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'statement.csv');
    const client = new Client({ connectionString: city.context.databaseUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ schema: string }>(
        `select table_schema as schema from information_schema.tables where table_name = 'unit_bill'`,
      );
      await client.query(`set search_path = ${rows[0]?.schema ?? 'public'}`);
      writeFileSync(file, statementOf(await makeBills(client, lines)));
      const baseline = {
        name: 'reading the file and one bare update of as many rows',
        value: await bareSeconds(client, file, lines),
      };
      await runAsStaff(city.context, '0401', [
        'collection',
        'account',
        account,
        '--scheme',
        '110',
        '--bank',
        '建行',
      ]);
      const take = (): Promise<Imported> =>
        runAsStaff<Imported>(city.context, '0501', ['collection', 'statement', 'import', file]);
      const taken = await take();
      const matched = taken.outcomes.find(({ state }) => state === 'paid')?.lines ?? 0;
      const print = (figure: string, value: number): void =>
        printFigure({ bench: 'statement', figure, at: { lines, matched }, value, unit: 's', baseline });
      print('taken in, matched and booked, without the start of the program', taken.seconds);
      print('the same file again, without the start of the program', (await take()).seconds);
    } finally {
      await client.end();
    }
  } finally {
    await stop();
  }
};
