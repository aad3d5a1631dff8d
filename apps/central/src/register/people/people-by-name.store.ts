/** Finds people of the register by the leading part of their name, its pinyin initials, or the unit they take part at. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { NameSearch, PersonByName } from './name-search.js';

// As the indices person_by_tidy_name and person_by_initials have them.
const byName = 'p.name collate "C"';
const byInitials = 'p.initials collate "C"';
/** Sorts behind whatever goes on after a prefix. */
const last = '\u{10ffff}';

@Injectable()
export class PeopleByNameStore {
  /** In the order of their names, `limit` at most. Throws RangeError for a search that would go through everybody. */
  find(
    tx: EntityManager,
    { name, initials, exact, unit, born, lastFour }: NameSearch,
    limit: number,
  ): Promise<PersonByName[]> {
    const params: unknown[] = [];
    const place = (value: unknown): string => `$${params.push(value)}`;
    const where: string[] = [];
    if (name !== null)
      where.push(`${byName} >= ${place(name)} and ${byName} <= ${place(exact ? name : name + last)}`);
    if (initials !== null)
      where.push(
        `${byInitials} >= ${place(initials)} and ${byInitials} <= ${place(exact ? initials : initials + last)}`,
      );
    if (unit !== null)
      where.push(`p.id in (select person_id from participation where unit_code = ${place(unit.code)} and voided_at is null
        and since <= ${place(unit.on)} and (until is null or until >= ${place(unit.on)}))`);
    if (where.length === 0) throw new RangeError('a search for everybody');
    if (born !== null) where.push(`p.birth_date between ${place(born.from)} and ${place(born.to)}`);
    if (lastFour !== null) where.push(`right(p.social_security_number, 4) = ${place(lastFour)}`);
    return tx.query(
      `select p.id, p.name, p.social_security_number as "socialSecurityNumber", p.sex, p.birth_date::text as "birthDate", p.address,
         (select t.name from township t where t.code = p.township) as "townshipName"
       from person p where ${where.join(' and ')} and not exists (select from person_merge m where m.merged_id = p.id and m.undone_at is null)
       order by ${byName}, p.id limit ${place(limit)}`,
      params,
    );
  }

  /** The unit of a code, or of just this name; null: there is none, or several have the name. */
  async unit(tx: EntityManager, asked: string): Promise<string | null> {
    const units: { code: string }[] = await tx.query(
      'select code from unit where code = $1 or name = $1 or credit_code = $1 limit 2',
      [asked],
    );
    return units.length === 1 ? (units[0]?.code ?? null) : null;
  }

  withoutInitials(
    tx: EntityManager,
    limit: number,
  ): Promise<{ readonly id: string; readonly name: string }[]> {
    return tx.query(
      'select id, name from person where initials is null order by id limit $1 for no key update skip locked',
      [limit],
    );
  }

  async noteInitials(
    tx: EntityManager,
    noted: readonly { readonly id: string; readonly initials: string }[],
  ): Promise<void> {
    await tx.query(
      'update person p set initials = n.initials from unnest($1::uuid[], $2::text[]) n (id, initials) where p.id = n.id',
      [noted.map(({ id }) => id), noted.map(({ initials }) => initials)],
    );
  }
}
