/** Keeps people in the database and finds them by id or social security number. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Person } from './person.entity.js';

@Injectable()
export class PeopleStore {
  find(tx: EntityManager, id: string): Promise<Person | null> {
    return tx.findOneBy(Person, { id });
  }

  findByNumber(tx: EntityManager, socialSecurityNumber: string): Promise<Person | null> {
    return tx.findOneBy(Person, { socialSecurityNumber });
  }

  async insert(tx: EntityManager, person: Person): Promise<void> {
    await tx.insert(Person, person);
  }
}
