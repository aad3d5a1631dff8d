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

  async change(tx: EntityManager, id: string, change: PersonChange): Promise<void> {
    await tx.update(Person, { id }, change);
  }

  /** Leaves whoever was registered meanwhile as they are. */
  async insertIfNew(tx: EntityManager, person: Person): Promise<void> {
    await tx.createQueryBuilder().insert().into(Person).values(person).orIgnore().execute();
  }
}
