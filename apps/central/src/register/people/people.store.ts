/** Keeps people in the database and finds them by id or social security number. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Person, type PersonChange } from './person.entity.js';

@Injectable()
export class PeopleStore {
  find(tx: EntityManager, id: string): Promise<Person | null> {
    return tx.findOneBy(Person, { id });
  }

  findByNumber(tx: EntityManager, socialSecurityNumber: string): Promise<Person | null> {
    return tx.findOneBy(Person, { socialSecurityNumber });
  }

  async lock(tx: EntityManager, id: string): Promise<void> {
    await tx.query('select 1 from person where id = $1 for no key update', [id]);
  }

  async change(tx: EntityManager, id: string, change: PersonChange, at: Date): Promise<void> {
    const given = (field: keyof PersonChange): boolean => change[field] !== undefined;
    // What cards may carry is kept as it was.
    await tx.query(
      `insert into person_former (person_id, field, value, until)
       select p.id, v.field, v.former, $2 from person p cross join lateral (values
         ('name', p.name, $3::text, $4::boolean),
         ('ethnicGroup', p.ethnic_group, $5::text, $6::boolean),
         ('birthplace', p.birthplace, $7::text, $8::boolean)) as v (field, former, next, given)
       where p.id = $1 and v.given and v.former is distinct from v.next`,
      [
        id,
        at.toISOString(),
        change.name ?? null,
        given('name'),
        change.ethnicGroup ?? null,
        given('ethnicGroup'),
        change.birthplace ?? null,
        given('birthplace'),
      ],
    );
    await tx.update(Person, { id }, change);
  }

  /** Leaves whoever was registered meanwhile as they are. */
  async insertIfNew(tx: EntityManager, person: Person): Promise<void> {
    await tx.createQueryBuilder().insert().into(Person).values(person).orIgnore().execute();
  }
}
