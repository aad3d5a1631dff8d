/** Keeps who reaches the age for a pension, as it was reckoned last. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';
import type { Candidate, RetirementAhead } from './retirement-ahead.js';

export type ListedRetirement = RetirementAhead & {
  readonly name: string;
  readonly number: string;
  readonly birthDate: PlainDate;
  readonly reckonedOn: PlainDate;
};

@Injectable()
export class RetirementsAheadStore {
  /** Whether the login may keep the list. */
  async mayWork(tx: EntityManager): Promise<boolean> {
    const [row]: { may: boolean }[] = await tx.query(
      `select has_table_privilege('retirement_ahead', 'insert') as may`,
    );
    return row?.may === true;
  }

  /**
   * Alive, insured for a pension and drawing none, born in a span; in the order of their ids. `drawsAllowance`: of grades 1 to 4 of a work injury, which
   * stops as a pension out of employment begins.
   */
  candidates(
    tx: EntityManager,
    born: { readonly from: PlainDate; readonly to: PlainDate },
    after: string | null,
    limit: number,
  ): Promise<Candidate[]> {
    return tx.query(
      `select p.id, p.sex, p.birth_date::text as "birthDate", exists (select from benefit_claim b where b.person_id = p.id and b.kind = 'injury-allowance'
         and b.last_month is null) as "drawsAllowance"
       from person p
       where p.birth_date between $1 and $2 and ($3::uuid is null or p.id > $3) and p.died_on is null
         and exists (select from participation i where i.person_id = p.id and i.scheme in ('110', '120', '170') and i.voided_at is null)
         and not exists (select from benefit_claim b where b.person_id = p.id and b.is_pension and b.last_month is null)
         and not exists (select from person_merge m where m.merged_id = p.id and m.undone_at is null)
       order by p.id limit $4`,
      [born.from, born.to, after, limit],
    );
  }

  /** Alive, with a pension out of employment and an allowance of work injury, and nothing claimed of what its fund adds; in the order of their ids. */
  async withoutTopUp(tx: EntityManager, after: string | null, limit: number): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      `select p.id from person p where p.died_on is null and ($1::uuid is null or p.id > $1)
         and p.id in (select person_id from benefit_claim where kind = 'injury-allowance')
         and exists (select from benefit_claim b where b.person_id = p.id and b.is_pension and b.scheme in ('110', '120') and b.last_month is null)
         and not exists (select from benefit_claim b where b.person_id = p.id and b.kind = 'injury-top-up')
         and not exists (select from benefit_application a where a.person_id = p.id and a.kind = 'injury-top-up' and a.state = 'asked')
       order by p.id limit $2`,
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }

  async keep(tx: EntityManager, rows: readonly RetirementAhead[], on: PlainDate): Promise<void> {
    for (const row of rows)
      await tx.query(
        `insert into retirement_ahead (person_id, scheme, post, month, first_pension_month, least, paid, missing, missing_then, unpaid, unpaid_months,
           ways, reckoned_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (person_id, scheme, post) do update set month = excluded.month, first_pension_month = excluded.first_pension_month,
           least = excluded.least, paid = excluded.paid, missing = excluded.missing, missing_then = excluded.missing_then,
           unpaid = excluded.unpaid, unpaid_months = excluded.unpaid_months, ways = excluded.ways, reckoned_on = excluded.reckoned_on`,
        [
          row.personId,
          row.scheme,
          row.post,
          row.month,
          row.firstPensionMonth,
          row.least,
          row.paid,
          row.missing,
          row.missingThen,
          row.unpaid,
          row.unpaidMonths,
          row.ways,
          on,
        ],
      );
  }

  /** Whoever was not found again draws by now, has died, or is not near the age any more. */
  async forget(tx: EntityManager, before: PlainDate): Promise<void> {
    await tx.query('delete from retirement_ahead where reckoned_on < $1', [before]);
  }

  list(
    tx: EntityManager,
    filters: { readonly scheme: string | null; readonly until: PlainMonth | null; readonly isShort: boolean },
    ask: ListAsk,
  ): Promise<ListPage<ListedRetirement>> {
    const { params, where, add } = conditions();
    if (filters.scheme !== null) add(filters.scheme, (place) => `r.scheme = ${place}`);
    if (filters.until !== null) add(filters.until, (place) => `r.month <= ${place}`);
    if (filters.isShort) where.push('r.missing_then > 0');
    if (ask.search !== null)
      add(
        likePattern(ask.search),
        (place) => `p.name ilike ${place} or ${isWhole('p.social_security_number')(place)}`,
      );
    return readPage<ListedRetirement>(
      tx,
      {
        select: `r.person_id as "personId", r.scheme, r.post, r.month, r.first_pension_month as "firstPensionMonth", r.least, r.paid, r.missing,
          r.missing_then as "missingThen", r.unpaid, r.unpaid_months as "unpaidMonths", r.ways, r.reckoned_on::text as "reckonedOn",
          p.name, p.social_security_number as number`,
        from: 'retirement_ahead r join person p on p.id = r.person_id',
        where,
        params,
        key: { sql: 'r.id', type: 'uuid' },
        sorts: {
          month: { sql: 'r.month', type: 'text' },
          missing: { sql: 'r.missing_then', type: 'bigint' },
        },
        usual: { sort: 'month', falling: false },
      },
      ask,
    );
  }
}
