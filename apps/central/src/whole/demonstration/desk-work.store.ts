/** Reads whom the desks of the small city have something to do with. */
import type { EntityManager } from 'typeorm';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';

export type KnownPerson = { readonly id: string; readonly number: string; readonly name: string };

/** People of a category who owe something in a scheme and have a card with an account in use, by their numbers; `limit` at most. */
export const debtorsWithAccounts = (
  tx: EntityManager,
  { scheme, category, limit }: { readonly scheme: string; readonly category: string; readonly limit: number },
): Promise<KnownPerson[]> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name from person p
     where exists (select from participation x where x.person_id = p.id and x.scheme = $1 and x.category = $2 and x.until is null and x.voided_at is null)
       and exists (select from due d where d.person_id = p.id and d.scheme = $1 and d.state = 'open')
       and exists (select from card c where c.person_id = p.id and c.state = 'enabled' and c.bank_account_state = 'active')
       and p.township is not null
     order by p.social_security_number limit $3`,
    [scheme, category, limit],
  );

/** Who is insured in a scheme at a unit, by their numbers. */
export const employeesOf = (tx: EntityManager, unitCode: string, scheme: string): Promise<KnownPerson[]> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name from person p
     where exists (select from participation x where x.person_id = p.id and x.unit_code = $1 and x.scheme = $2 and x.until is null and x.voided_at is null)
     order by p.social_security_number`,
    [unitCode, scheme],
  );

/** Whether a list of joining and leaving was taken in already. */
export const hasNameList = async (tx: EntityManager): Promise<boolean> =>
  ((await tx.query(`select from file_import where kind = 'name-list' and state = 'committed'`)) as unknown[])
    .length > 0;

/** Who left employment within the last year, has not been employed since and has a card with an account in use, with the day after. */
export const leftEmployment = (
  tx: EntityManager,
): Promise<(KnownPerson & { readonly registeredOn: PlainDate })[]> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name, to_char(x.until + 1, 'YYYY-MM-DD') as "registeredOn"
     from person p join participation x on x.person_id = p.id and x.scheme = '210' and x.end_reason = 'left' and x.voided_at is null
     where p.died_on is null and x.until >= current_date - interval '1 year'
       and not exists (select from participation y where y.person_id = p.id and y.scheme = '210' and y.since > x.since and y.voided_at is null)
       and exists (select from card c where c.person_id = p.id and c.state = 'enabled' and c.bank_account_state = 'active')
     order by p.social_security_number`,
  );

/** Living people who draw a pension of residents, by their numbers; `limit` at most. */
export const pensioners = (tx: EntityManager, limit: number): Promise<KnownPerson[]> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name from person p
     where p.died_on is null and p.township is not null
       and exists (select from benefit_claim b where b.person_id = p.id and b.kind = 'resident-pension' and b.last_month is null)
     order by p.social_security_number limit $1`,
    [limit],
  );

/** Whether deaths were reported by file already. */
export const hasDeathsReported = async (tx: EntityManager): Promise<boolean> =>
  ((await tx.query('select from death_report limit 1')) as unknown[]).length > 0;

/** Women of thirty or so employed at a unit. */
export const youngWomenAt = (tx: EntityManager, unitCode: string): Promise<KnownPerson[]> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name from person p
     where p.birth_date between current_date - interval '40 years' and current_date - interval '24 years'
       and substr(p.social_security_number, 17, 1)::int % 2 = 0
       and exists (select from participation x where x.person_id = p.id and x.unit_code = $1 and x.scheme = '310' and x.until is null and x.voided_at is null)
     order by p.social_security_number`,
    [unitCode],
  );

/** Residents of working age insured nowhere else, by their numbers; `limit` at most. */
export const residentsOfAge = (tx: EntityManager, limit: number): Promise<KnownPerson[]> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name from person p
     where p.birth_date between current_date - interval '45 years' and current_date - interval '20 years' and p.township is not null
       and exists (select from participation x where x.person_id = p.id and x.scheme = '170' and x.until is null and x.voided_at is null)
       and not exists (select from participation x where x.person_id = p.id and x.scheme in ('110', '120') and x.voided_at is null)
       and not exists (select from person_debit_agreement a where a.person_id = p.id)
     order by p.social_security_number limit $1`,
    [limit],
  );

/** Pensions of employees that were granted before the tale, with the birth of whoever draws them. */
export const formerPensions = (
  tx: EntityManager,
): Promise<
  (KnownPerson & { readonly claim: string; readonly born: PlainDate; readonly died: PlainDate | null })[]
> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name, p.birth_date::text as born, p.died_on::text as died, b.id as claim
     from benefit_claim b join person p on p.id = b.person_id
     where b.kind = 'employee-pension' and b.first_month < '2009-01' and p.township is not null order by b.first_month, b.id`,
  );

/** Has the months of benefits before one be paid, as they were before the city's records begin; those of benefits that have a month paid stay. */
export const havePaidBefore = async (
  tx: EntityManager,
  claims: readonly string[],
  month: PlainMonth,
): Promise<void> => {
  await tx.query(
    `update entitlement e set state = 'paid' where e.claim_id = any($1::uuid[]) and e.period < $2 and e.state = 'open'
       and not exists (select from entitlement p where p.claim_id = e.claim_id and p.state = 'paid')`,
    [claims, month],
  );
};

/** What is to be recovered of a benefit: its number and what was found, fen; null: nothing. `isBegun`: a part came back. */
export const recoveryOf = async (
  tx: EntityManager,
  claim: string,
): Promise<{ readonly number: number; readonly amount: bigint; readonly isBegun: boolean } | null> => {
  const [row]: { number: number; amount: string; isBegun: boolean }[] = await tx.query(
    `select c.number::int as number, (select sum(r.amount_fen) from benefit_recovery r where r.claim_id = c.claim_id)::text as amount,
       exists (select from recovery_part p join benefit_recovery r on r.id = p.recovery_id where r.claim_id = c.claim_id) as "isBegun"
     from recovery_case c where c.claim_id = $1`,
    [claim],
  );
  return row === undefined ? null : { ...row, amount: BigInt(row.amount) };
};

/** Who was killed at work, by the day; none has died of anything else on it. */
export const diedAtWork = (tx: EntityManager, diedOn: PlainDate): Promise<KnownPerson[]> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name from person p
     where p.died_on = $1 and exists (select from participation x where x.person_id = p.id and x.scheme = '410' and x.category = 'enterprise')
     order by p.social_security_number`,
    [diedOn],
  );

/** A woman of the city between two births, with a card whose account is in use; by their numbers, the first. */
export const womenBorn = (tx: EntityManager, from: PlainDate, until: PlainDate): Promise<KnownPerson[]> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name from person p
     where p.birth_date between $1 and $2 and p.died_on is null and p.township is not null and substr(p.social_security_number, 17, 1)::int % 2 = 0
       and exists (select from card c where c.person_id = p.id and c.state = 'enabled' and c.bank_account_state = 'active')
     order by p.social_security_number limit 1`,
    [from, until],
  );

/** Men insured in enterprises, born between two days, with a card whose account is in use; by their numbers, the first. */
export const employedMenBorn = (
  tx: EntityManager,
  from: PlainDate,
  until: PlainDate,
): Promise<KnownPerson[]> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name from person p
     where p.birth_date between $1 and $2 and p.died_on is null and p.township is not null and substr(p.social_security_number, 17, 1)::int % 2 = 1
       and exists (select from participation x where x.person_id = p.id and x.scheme = '110' and x.category = 'enterprise' and x.until is null and x.voided_at is null)
       and exists (select from card c where c.person_id = p.id and c.state = 'enabled' and c.bank_account_state = 'active')
     order by p.social_security_number limit 1`,
    [from, until],
  );

/** People of the small city born on a day. */
export const bornOn = (tx: EntityManager, day: PlainDate): Promise<KnownPerson[]> =>
  tx.query(
    `select p.id, p.social_security_number as number, p.name from person p where p.birth_date = $1 and p.township is not null
     order by p.social_security_number`,
    [day],
  );
