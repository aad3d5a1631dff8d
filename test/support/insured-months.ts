/** Somebody insured for specs: so many months of one scheme paid at a unit until a month, each of the same base, and a balance on the account; somebody known may be insured in one scheme more. */
import { randomUUID } from 'node:crypto';
import { addMonths, month } from '#libs/kernel/plain-date.js';

type Query = <Row>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Where everybody here works. */
const unit = 'B1';

export const insuredMonths = async (
  query: Query,
  scheme: string,
  last: string,
  count: number,
  {
    birth,
    sex = 'male',
    base = 600_000,
    balance = 0,
    known = null,
  }: { birth: string; sex?: string; base?: number; balance?: number; known?: string | null },
): Promise<string> => {
  const [person, participation] = [known ?? randomUUID(), randomUUID()];
  await query(
    `insert into unit (code, name, kind) values ($1, '待遇单位', 'enterprise') on conflict do nothing`,
    [unit],
  );
  if (known === null)
    await query(
      `insert into person (id, social_security_number, name, sex, birth_date) values ($1, $2, '李领取', $3, $4)`,
      [person, `6328021989${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`, sex, birth],
    );
  await query(
    `insert into participation (id, person_id, scheme, since, category, unit_code) values ($1, $2, $3, $4, 'enterprise', $5)`,
    [participation, person, scheme, `${addMonths(month(last), 1 - count)}-01`, unit],
  );
  for (let at = 0; at < count; at += 1) {
    const period = addMonths(month(last), -at);
    const [run] = await query<{ number: number }>(
      `insert into assessment_run (scheme, period, reason, unit_code, parameters_known_at, rules, state, planned_at, done_at)
       values ($1, $2, 'declaration', $3, now(), 1, 'done', now(), now()) returning number`,
      [scheme, period, unit],
    );
    await query(
      `insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen) values ($1, $2, 1, $3, $4, 100, 40, 0)`,
      [participation, period, run?.number, base],
    );
    await query(
      `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, made_at, paid_fen)
       values ($1, $4, $2, $3, 1, 100, 40, '2030-01-15', now(), 140) on conflict do nothing`,
      [randomUUID(), scheme, period, unit],
    );
  }
  if (balance > 0)
    await query(
      `with a as (insert into personal_account (id, person_id, scheme, balance_fen, version) values ($1, $2, $3, $4, 1) returning id)
       insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
       select id, 1, 'personal', $4, $4, '2016', now() from a`,
      [randomUUID(), person, scheme, balance],
    );
  return person;
};
