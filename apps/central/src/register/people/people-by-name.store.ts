/** Finds people of the register by the leading part of their name. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { NameSearch, PersonByName } from './name-search.js';

// As the index person_by_tidy_name has it.
const byName = 'name collate "C"';
/** Sorts behind whatever goes on after a prefix. */
const last = '\u{10ffff}';

@Injectable()
export class PeopleByNameStore {
  /** In the order of their names, `limit` at most. */
  find(
    tx: EntityManager,
    { name, exact, born, lastFour }: NameSearch,
    limit: number,
  ): Promise<PersonByName[]> {
    return tx.query(
      `select id, name, social_security_number as "socialSecurityNumber", sex, birth_date::text as "birthDate", address from person
       where ${byName} >= $1 and ${byName} <= $2
         and ($3::date is null or birth_date between $3 and $4) and ($5::text is null or right(social_security_number, 4) = $5)
       order by ${byName}, id limit $6`,
      [name, exact ? name : name + last, born?.from ?? null, born?.to ?? null, lastFour, limit],
    );
  }
}
