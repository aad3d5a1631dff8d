/** Compares the population list with the register, keeps what each month showed, and counts by township and category. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { duties, type Duty, type Standing } from '#libs/contract/coverage.js';
import { businessDate, monthOf, type PlainDate, type PlainMonth } from '#libs/kernel/plain-date.js';

export type CountedStanding = {
  readonly township: string;
  readonly category: string;
  readonly duty: Duty;
  readonly standing: Standing;
  readonly people: number;
};

export type MonthOfCoverage = {
  readonly month: PlainMonth;
  readonly duty: Duty;
  readonly standing: Standing;
  readonly people: number;
};

/** Full years from which a pension is saved for. */
const grownUpFrom = 16;

const listOf = (duty: Duty): string => duties[duty].schemes.map((scheme) => `'${scheme}'`).join(', ');

/**
 * How somebody stands by their participations in the schemes of a duty on the day $1: what stands first, else what ended last. Unpaid: a due
 * of their own of an earlier period, or a bill of their unit's in that scheme a month past its day: what was paid may be on its way.
 */
const participationsIn = (duty: Duty): string => `
  left join lateral (
    select case
      when bool_or(stands) then case when bool_or(stands and owing) then 'unpaid' else 'covered' end
      when (array_agg(end_reason order by until desc))[1] = 'suspended' then 'suspended' else 'stopped' end as standing
    from (
      select x.until, x.end_reason, x.until is null or x.until >= $1::date as stands,
        exists (select from due d where d.person_id = x.person_id and d.scheme = x.scheme and d.state in ('open', 'in-payment')
          and d.amount_fen is distinct from 0 and d.period < left($1::date::text, length(d.period)))
        or exists (select from unit_bill b where b.unit_code = x.unit_code and b.scheme = x.scheme and b.due_on < $1::date - interval '1 month'
          and b.paid_fen < b.unit_fen + b.person_fen) as owing
      from participation x
      where x.person_id = p.id and x.scheme in (${listOf(duty)}) and x.voided_at is null and x.since <= $1::date
    ) taken having count(*) > 0
  ) ${duty} on true`;

const compareStatement = (which: string): string => `
  update population_member m set person_id = s.person_id, pension = s.pension, medical = s.medical, compared_on = $1::date
  from (
    select m.place, p.id as person_id,
      case
        when p.died_on is not null then 'dead'
        when drawn.found then 'receiving'
        when pension.standing in ('covered', 'unpaid') then pension.standing
        when m.category in ('student', 'child') or m.birth_date > $1::date - interval '${grownUpFrom} years' then 'not-due'
        when p.id is null then 'unregistered'
        else coalesce(pension.standing, 'none') end as pension,
      case
        when p.died_on is not null then 'dead'
        when p.id is null then 'unregistered'
        else coalesce(medical.standing, 'none') end as medical
    from population_member m
    left join person p on p.social_security_number = m.number
    left join lateral (
      select true as found from benefit_claim c where c.person_id = p.id and c.is_pension and c.first_month <= $2
        and (c.last_month is null or c.last_month >= $2) limit 1
    ) drawn on true
    ${participationsIn('pension')}
    ${participationsIn('medical')}
    where ${which}
  ) s
  where m.place = s.place`;

@Injectable()
export class CoverageStore {
  /** Compares the members of a range of places with the register as it is on a day. */
  async compareRange(
    tx: EntityManager,
    on: PlainDate,
    { first, last }: { readonly first: number; readonly last: number },
  ): Promise<void> {
    await tx.query(compareStatement('m.place between $3 and $4'), [on, monthOf(on), first, last]);
  }

  /** Enters the accepted rows of a range of an import in the list, and compares them. */
  async take(
    tx: EntityManager,
    importId: number,
    { first, last }: { readonly first: number; readonly last: number },
    { at, on }: { readonly at: Date; readonly on: PlainDate },
  ): Promise<void> {
    await tx.query(
      `insert into population_member (number, name, sex, birth_date, township, category, phone, import_id, listed_at)
       select number, name, sex, birth_date, content ->> 'township', content ->> 'category', content ->> 'phone', import_id, $4
       from file_import_row where import_id = $1 and row between $2 and $3 and code is null order by row
       on conflict (number) do update set name = excluded.name, township = excluded.township, category = excluded.category,
         phone = coalesce(excluded.phone, population_member.phone), import_id = excluded.import_id, listed_at = excluded.listed_at`,
      [importId, first, last, at.toISOString()],
    );
    await tx.query(
      compareStatement(
        `m.number in (select r.number from file_import_row r where r.import_id = $3 and r.row between $4 and $5 and r.code is null)`,
      ),
      [on, monthOf(on), importId, first, last],
    );
  }

  /** Refuses rows of townships that nobody knows. Gives how many. */
  async refuseUnknownTownships(tx: EntityManager, importId: number): Promise<number> {
    const [, marked]: [unknown, number] = await tx.query(
      `update file_import_row r set asked = true, code = 'township-unknown', field = 'YAC021', detail = r.content ->> 'township'
       where r.import_id = $1 and r.code is null and not exists (select from township t where t.code = r.content ->> 'township')`,
      [importId],
    );
    return marked;
  }

  /** First and last place of the list; null: nobody is on it. */
  async places(tx: EntityManager): Promise<{ readonly first: number; readonly last: number } | null> {
    const [row]: { first: string | null; last: string | null }[] = await tx.query(
      'select min(place) as first, max(place) as last from population_member',
    );
    return row?.first == null || row.last === null
      ? null
      : { first: Number(row.first), last: Number(row.last) };
  }

  /** Keeps what the list shows now as the month's picture, in place of an earlier one of the month. */
  async keepMonth(tx: EntityManager, month: PlainMonth, at: Date): Promise<void> {
    await tx.query('update coverage_month set people = 0 where month = $1', [month]);
    for (const duty of Object.keys(duties))
      await tx.query(
        `insert into coverage_month (month, township, category, duty, standing, people, taken_at)
         select $1, township, category, $2, ${duty}, count(*), $3 from population_member where ${duty} is not null group by township, category, ${duty}
         on conflict (month, township, category, duty, standing) do update set people = excluded.people, taken_at = excluded.taken_at`,
        [month, duty, at.toISOString()],
      );
  }

  /** Of a month's picture; empty: there is none. */
  counted(tx: EntityManager, month: PlainMonth): Promise<CountedStanding[]> {
    return tx.query(
      'select township, category, duty, standing, people from coverage_month where month = $1 and people > 0',
      [month],
    );
  }

  /** The latest months that have a picture, the oldest first. */
  months(tx: EntityManager, most: number): Promise<MonthOfCoverage[]> {
    return tx.query(
      `select month, duty, standing, sum(people)::int as people from coverage_month
       where month in (select distinct month from coverage_month order by month desc limit $1)
       group by month, duty, standing having sum(people) > 0 order by month`,
      [most],
    );
  }

  /** When the list was compared last, and how many were on it, by the newest picture: no page counts a whole city. */
  async state(tx: EntityManager): Promise<{
    readonly members: number;
    readonly comparedOn: PlainDate | null;
    readonly takenAt: Date | null;
  }> {
    const [row]: { members: number; at: Date | null }[] = await tx.query(
      `select coalesce(sum(people), 0)::int as members, max(taken_at) as at from coverage_month
       where month = (select max(month) from coverage_month) and duty = 'pension'`,
    );
    const at = row?.at ?? null;
    return { members: row?.members ?? 0, comparedOn: at === null ? null : businessDate(at), takenAt: at };
  }

  /** Whether this login may compare: the counter's may not (roles of the machine). */
  async mayWork(tx: EntityManager): Promise<boolean> {
    const [row]: { may: boolean }[] = await tx.query(
      `select has_table_privilege('coverage_month', 'insert') as may`,
    );
    return row?.may === true;
  }
}
