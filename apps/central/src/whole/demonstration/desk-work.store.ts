/** Reads whom the desks of the small city have something to do with. */
import type { EntityManager } from 'typeorm';

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
