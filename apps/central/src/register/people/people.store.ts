/** Keeps people in the database and finds them by id or social security number. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Person, type ChangeNote, type CorrectedState, type PersonChange } from './person.entity.js';

/** What is kept of a change beside the values. */
const noted = ({ since, by, reason, source, approval }: ChangeNote): (string | null)[] => [
  since,
  by,
  reason,
  source,
  approval,
];

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

  /** Keeps each value as it was, with who changed it and why, and enters the new one. */
  async correct(
    tx: EntityManager,
    id: string,
    to: Partial<CorrectedState & Pick<Person, 'township'>>,
    note: ChangeNote,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into person_former (person_id, field, value, value_after, until, effective_from, entered_by, reason, source, approval_id)
       select p.id, n.field, f.former, n.value, $4, $5, $6, $7, $8, $9
       from person p cross join unnest($2::text[], $3::text[]) n (field, value) join lateral (values
         ('socialSecurityNumber', p.social_security_number), ('sex', p.sex), ('birthDate', p.birth_date::text), ('category', p.category),
         ('diedOn', p.died_on::text), ('township', p.township)) f (field, former) on f.field = n.field
       where p.id = $1 and f.former is distinct from n.value`,
      [id, Object.keys(to), Object.values(to), at.toISOString(), ...noted(note)],
    );
    await tx.update(Person, { id }, to);
  }

  async change(
    tx: EntityManager,
    id: string,
    change: PersonChange,
    note: ChangeNote,
    at: Date,
  ): Promise<void> {
    const given = (field: keyof PersonChange): boolean => change[field] !== undefined;
    // What cards may carry is kept as it was.
    await tx.query(
      `insert into person_former (person_id, field, value, value_after, until, effective_from, entered_by, reason, source, approval_id)
       select p.id, v.field, v.former, v.next, $2, $9, $10, $11, $12, $13 from person p cross join lateral (values
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
        ...noted(note),
      ],
    );
    await tx.update(Person, { id }, change);
  }

  /** Leaves whoever was registered meanwhile as they are. */
  async insertIfNew(tx: EntityManager, person: Person): Promise<void> {
    await tx.createQueryBuilder().insert().into(Person).values(person).orIgnore().execute();
  }
}
