/** Reads whom the population list of the small city names: everybody of a township, by what they do. */
import type { EntityManager } from 'typeorm';
import type { PopulationCategory } from '#libs/contract/coverage.js';

export type ListedPerson = {
  readonly number: string;
  readonly name: string;
  readonly township: string;
  readonly category: PopulationCategory;
};

/** In the order of their numbers. */
export const listedPeople = (tx: EntityManager): Promise<ListedPerson[]> =>
  tx.query(
    `select p.social_security_number as number, p.name, p.township,
       case
         when bool_or(x.category in ('enterprise', 'self-employed', 'migrant', 'temporary-public', 'civil-servant', 'public-institution', 'project')
           and x.until is null) then 'employed'
         when bool_or(x.category = 'flexible' and x.until is null) then 'flexible'
         when bool_or(x.category = 'student' and x.until is null) then 'student'
         when p.birth_date > current_date - interval '16 years' then 'child'
         when exists (select from benefit_claim c where c.person_id = p.id and c.is_pension) then 'retired'
         else 'resident' end as category
     from person p left join participation x on x.person_id = p.id and x.voided_at is null
     where p.township is not null and (p.died_on is null or p.died_on > current_date - interval '1 year')
     group by p.id order by p.social_security_number`,
  );
