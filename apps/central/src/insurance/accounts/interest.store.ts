/** Reads what moved in accounts up to the end of a year, a chunk of them at a time, and keeps the runs of their interest. */
import { Injectable } from '@nestjs/common';
import type { AccountPart, PartMovement } from '#libs/contributions/account-interest.js';
import { month } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';

export type InterestRun = {
  readonly number: number;
  readonly scheme: string;
  readonly year: number;
  readonly bounds: readonly string[];
};

export type AccountOfYear = {
  readonly personId: string;
  readonly movements: readonly PartMovement[];
  /** Interest of the year that stands already, by part. */
  readonly entered: ReadonlyMap<AccountPart | null, Fen>;
};

type Chunk = { readonly after: string | null; readonly upTo: string | null };

/** The month an entry counts from: in which the money came in, or it was booked. */
const monthSql = `coalesce(e.credited_in, to_char(e.booked_at at time zone 'Asia/Shanghai', 'YYYY-MM'))`;
const partSql = `coalesce(e.part, case e.kind when 'subsidy' then 'government' when 'collective' then 'collective' else 'own' end)`;

@Injectable()
export class InterestStore {
  async add(
    tx: Transaction,
    run: Omit<InterestRun, 'number'> & { readonly askedBy: string; readonly askedAt: Date },
  ): Promise<InterestRun> {
    const [row]: { number: number }[] = await tx.query(
      `insert into account_interest_run (scheme, year, bounds, asked_by, asked_at) values ($1, $2, $3::uuid[], $4, $5) returning number`,
      [run.scheme, run.year, run.bounds, run.askedBy, run.askedAt.toISOString()],
    );
    if (row === undefined) throw new Error('a run of interest without a number');
    return { ...run, number: row.number };
  }

  /** The newest run of a year. */
  async newest(tx: Transaction, scheme: string, year: number): Promise<InterestRun | null> {
    const [row]: InterestRun[] = await tx.query(
      `select number, scheme, year, bounds from account_interest_run where scheme = $1 and year = $2 order by number desc limit 1`,
      [scheme, year],
    );
    return row ?? null;
  }

  /** Keeps others from laying out a run of the same scheme until the transaction ends. */
  async hold(tx: Transaction, scheme: string): Promise<void> {
    await tx.query(
      `select pg_advisory_xact_lock(hashtextextended(current_schema() || '.account_interest_run ' || $1, 0))`,
      [scheme],
    );
  }

  /** The first year before one in which an account of the scheme moved and that no run closed; null: none. */
  async unclosedBefore(tx: Transaction, scheme: string, year: number): Promise<number | null> {
    const [row]: { year: number }[] = await tx.query(
      `select min(y.year) as year from (select distinct left(${monthSql}, 4)::int as year from personal_account_entry e
         join personal_account a on a.id = e.account_id where a.scheme = $1 and left(${monthSql}, 4)::int < $2) y
       having min(y.year) is not null and not exists (select from account_interest_run where scheme = $1 and year = $2 - 1)`,
      [scheme, year],
    );
    return row?.year ?? null;
  }

  async bounds(tx: Transaction, scheme: string, each: number): Promise<readonly string[]> {
    const [row]: { bounds: string[] | null }[] = await tx.query(
      `select array_agg(id order by id) filter (where at % $2 = 0 and at < accounts) as bounds
       from (select id, row_number() over (order by id) as at, count(*) over () as accounts from personal_account where scheme = $1) a`,
      [scheme, each],
    );
    return row?.bounds ?? [];
  }

  /** The accounts of a chunk with all that moved up to the end of the year, held until the transaction ends. */
  async accounts(
    tx: Transaction,
    { scheme, year }: Pick<InterestRun, 'scheme' | 'year'>,
    { after, upTo }: Chunk,
  ): Promise<readonly AccountOfYear[]> {
    const held: { id: string; personId: string }[] = await tx.query(
      `select id, person_id as "personId" from personal_account where scheme = $1
         and id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000') and ($3::uuid is null or id <= $3) order by id for update`,
      [scheme, after, upTo],
    );
    const ids = held.map(({ id }) => id);
    type Moved = { id: string; part: AccountPart; month: string | null; credited: string; paid: string };
    const moved: Moved[] = await tx.query(
      `select account_id as id, part, case when left(month, 4) = $2 then month end as month, sum(greatest(amount, 0)) as credited,
         sum(greatest(-amount, 0)) as paid
       from (select e.account_id, ${partSql} as part, ${monthSql} as month, e.amount_fen as amount from personal_account_entry e
         where e.account_id = any($1) and not (e.kind = 'interest' and e.period = $2)) e
       where left(month, 4) <= $2 group by 1, 2, 3`,
      [ids, String(year)],
    );
    const interest: { id: string; part: AccountPart | null; amount: string }[] = await tx.query(
      `select account_id as id, part, sum(amount_fen) as amount from personal_account_entry
       where account_id = any($1) and kind = 'interest' and period = $2 group by 1, 2`,
      [ids, String(year)],
    );
    const movements = new Map<string, PartMovement[]>();
    for (const { id, part, month: of, credited, paid } of moved)
      movements.set(id, [
        ...(movements.get(id) ?? []),
        {
          part,
          month: of === null ? null : month(of),
          credited: fen(BigInt(credited)),
          paid: fen(BigInt(paid)),
        },
      ]);
    const entered = new Map<string, Map<AccountPart | null, Fen>>();
    for (const { id, part, amount } of interest)
      entered.set(id, (entered.get(id) ?? new Map()).set(part, fen(BigInt(amount))));
    return held.map(({ id, personId }) => ({
      personId,
      movements: movements.get(id) ?? [],
      entered: entered.get(id) ?? new Map(),
    }));
  }

  /** What stands of a year: how many accounts have interest of it, and how much. In fen, as text. */
  async sums(
    tx: Transaction,
    scheme: string,
    year: number,
  ): Promise<{ readonly accounts: number; readonly interest: string }> {
    const [row]: { accounts: number; interest: string }[] = await tx.query(
      `select count(distinct e.account_id)::int as accounts, coalesce(sum(e.amount_fen), 0)::text as interest from personal_account_entry e
       join personal_account a on a.id = e.account_id where a.scheme = $1 and e.kind = 'interest' and e.period = $2`,
      [scheme, String(year)],
    );
    return row ?? { accounts: 0, interest: '0' };
  }
}
