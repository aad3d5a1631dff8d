/** Makes the register of a whole province for measuring: people with their participations, and long working lives for those who are asked about. */
import { Client } from 'pg';

/** As many as the province has. */
const usualPeople = 5_800_000;

/** How many people the register is given; `PERSON_REGISTER` says another number, for a machine with less room or time. */
export const registerSize = (): number => {
  const said = process.env['PERSON_REGISTER'];
  const count = said === undefined ? usualPeople : Number(said);
  if (!Number.isInteger(count) || count < 10_000)
    throw new Error('PERSON_REGISTER is a count, 10000 at least');
  return count;
};

const families = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧';
/** Of each family name, and of each given name, the initials of its pinyin, so that no job has them to note while people are asked about. */
const familyInitials = 'wlzlcyzhzwxshzglhgmllszxhtfydx';
const givenInitials = 'jg xl gy ym hy zq wj yf gq ch xy lj fy fh dm cl cq fx jh xl jj w m j l y y y';
const given =
  '建国 秀兰 桂英 玉梅 海燕 志强 文军 永福 国庆 春花 晓燕 丽娟 凤英 福海 德明 成林 长青 发祥 金花 雪莲 俊杰 伟 敏 静 磊 洋 勇 艳';

/** Connects as the owner; foreign keys and triggers are left out, since what is made keeps to them by itself. */
const connect = async (databaseUrl: string): Promise<Client> => {
  const client = new Client({
    connectionString: databaseUrl,
    options: '-c search_path=area_632802 -c session_replication_role=replica -c statement_timeout=0',
  });
  await client.connect();
  return client;
};

const atATime = 500_000;

/** People without lives first: a person each and two participations; answers how long it took, in seconds. */
export const fillRegister = async (databaseUrl: string, count: number): Promise<number> => {
  const client = await connect(databaseUrl);
  const startedMs = performance.now();
  try {
    for (let from = 0; from < count; from += atATime) {
      const to = Math.min(count, from + atATime) - 1;
      await client.query(
        `with added as (
           insert into person (social_security_number, name, sex, birth_date, initials)
           select '63' || lpad((n % 10000)::text, 4, '0') || to_char(date '1940-01-01' + (n % 30000), 'YYYYMMDD') || lpad((n / 30000)::text, 3, '0') || (n % 10)::text,
             substr($3, 1 + n % length($3), 1) || (string_to_array($4, ' '))[1 + (n / 31) % 28], case n % 2 when 0 then 'female' else 'male' end,
             date '1940-01-01' + (n % 30000), substr($5, 1 + n % length($3), 1) || (string_to_array($6, ' '))[1 + (n / 31) % 28]
           from generate_series($1::int, $2::int) n on conflict do nothing returning id)
         insert into participation (person_id, scheme, since) select id, scheme, '2016-01-01' from added, unnest(array['170', '390']) scheme`,
        [from, to, families, given, familyInitials, givenInitials],
      );
    }
    await client.query('analyze person');
    await client.query('analyze participation');
    return (performance.now() - startedMs) / 1000;
  } finally {
    await client.end();
  }
};

/** Gives some people, spread over the whole register, ten years in five schemes with a line a month, dues, an account and a card; answers their ids. */
export const giveLives = async (
  databaseUrl: string,
  people: number,
  count: number,
): Promise<readonly string[]> => {
  const client = await connect(databaseUrl);
  // Twice as many by chance, so that there are enough.
  const share = Math.min(100, (200 * count) / people);
  try {
    await client.query(`create table asked_person as
      select id, row_number() over () as n from (
        select id from person tablesample bernoulli (${share}) repeatable (1) order by hashtext(id::text) limit ${count}) p`);
    await client.query(`
      insert into unit (code, name, kind) values ('bench', '测量单位', 'enterprise');
      insert into assessment_run (scheme, period, reason, parameters_known_at, rules, state, planned_at, done_at)
        values ('110', '2026-01', 'period', now(), 1, 'done', now(), now());
      insert into participation (person_id, scheme, category, unit_code, since, entered_at, entered_by)
        select id, scheme, 'enterprise', 'bench', '2016-12-01', '2016-12-05', '0001' from asked_person, unnest(array['110', '210', '310', '410', '510']) scheme;
      insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen)
        select p.id, to_char(date '2016-12-01' + make_interval(months => m), 'YYYY-MM'), 1, (select max(number) from assessment_run), 600000, 96000, 48000, 0
        from asked_person a join participation p on p.person_id = a.id and p.unit_code = 'bench', generate_series(0, 119) m;
      insert into due (person_id, scheme, period, amount_fen, assessment, state, assessed_at)
        select id, '390', (2016 + y)::text, 40000, '{"tiers": [], "creditsPersonalAccount": false, "explanation": {"steps": [], "parameterVersions": []}}',
          case when y < 8 then 'paid' else 'open' end, make_date(2016 + y, 1, 2) from asked_person, generate_series(0, 10) y;
      insert into personal_account (person_id, scheme, balance_fen, version) select id, '110', 4800000, 120 from asked_person;
      insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
        select c.id, m, 'personal', 40000, 40000 * m, to_char(date '2016-11-01' + make_interval(months => m), 'YYYY-MM'), date '2016-12-10' + make_interval(months => m)
        from asked_person a join personal_account c on c.person_id = a.id, generate_series(1, 120) m;
      insert into card (person_id, card_number, identification_code, historical_bytes, specification_version, algorithm, state, issued_on, valid_until)
        select id, 'Z' || lpad(n::text, 8, '0'), lpad(n::text, 32, '0'), lpad(n::text, 26, '0'), '3.00', 'sm4', 'cancelled', '2017-01-01', '2027-01-01' from asked_person;
      analyze assessment_line; analyze personal_account_entry; analyze due; analyze card;`);
    const { rows } = await client.query<{ id: string }>('select id from asked_person order by n');
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
};

/** How many people there are by now. */
export const countPeople = async (databaseUrl: string): Promise<number> => {
  const client = await connect(databaseUrl);
  try {
    const { rows } = await client.query<{ count: string }>('select count(*) from person');
    return Number(rows[0]?.count);
  } finally {
    await client.end();
  }
};
