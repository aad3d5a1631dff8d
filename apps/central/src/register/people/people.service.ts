/** People of the pooling area, for the other domains. */
import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel/ids.js';
import {
  maskSocialSecurityNumber,
  parseSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { tidyName } from '#libs/identity/person-name.js';
import type { Transaction } from '../../ground/database/database.js';
import { Clock } from '../../ground/clock.js';
import type { ListAsk, ListPage } from '../../ground/lists/list-page.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import type { ChangeNote, CorrectedState, Person, PersonChange } from './person.entity.js';
import type { NameSearch, PersonByName } from './name-search.js';
import { initialsOf } from './initials.js';
import { PeopleByNameStore } from './people-by-name.store.js';
import { PersonMergesStore, type StandingMerge } from './person-merges.store.js';
import { PeopleStore } from './people.store.js';

@Injectable()
export class PeopleService {
  constructor(
    private readonly store: PeopleStore,
    private readonly names: PeopleByNameStore,
    private readonly mergesStore: PersonMergesStore,
    private readonly clock: Clock,
  ) {}

  /** The person of a known id; a dangling id is a fault. */
  async get(tx: Transaction, id: string): Promise<Person> {
    const person = await this.store.find(tx, id);
    if (person === null) throw new Error(`no person ${id}`);
    return person;
  }

  /** The person of an id that came from outside, or null. */
  find(tx: Transaction, id: string): Promise<Person | null> {
    return this.store.find(tx, id);
  }

  /** Whom a registration was merged into; itself where it was not. */
  keptOf(tx: Transaction, id: string): Promise<string> {
    return this.mergesStore.keptOf(tx, id);
  }

  /** A registration, and those that were merged into it. */
  allOf(tx: Transaction, id: string): Promise<string[]> {
    return this.mergesStore.allOf(tx, id);
  }

  /** By an approval that says so. */
  merge(
    tx: Transaction,
    of: { readonly mergedId: string; readonly keptId: string; readonly approval: string },
  ): Promise<void> {
    return this.mergesStore.enter(tx, of, this.clock.now());
  }

  undoMerge(tx: Transaction, mergedId: string, approval: string): Promise<void> {
    return this.mergesStore.undo(tx, mergedId, approval, this.clock.now());
  }

  /** Which registrations count as another, the newest first. */
  merges(tx: Transaction, ask: ListAsk): Promise<ListPage<StandingMerge>> {
    return this.mergesStore.list(tx, ask);
  }

  /** The person with this number, or whom they were merged into, or null. That somebody was looked for is noted: by their id, or by what was tried. */
  async findByNumber(tx: Transaction, number: string): Promise<Person | null> {
    const found = await this.store.findByNumber(tx, number);
    const kept = found === null ? null : await this.mergesStore.keptOf(tx, found.id);
    const person = kept === null || kept === found?.id ? found : await this.get(tx, kept);
    noteLookedUp(person?.id ?? maskSocialSecurityNumber(number as SocialSecurityNumber));
    return person;
  }

  /** The unit of a code or of a name; null: there is none, or several have the name. */
  unitOf(tx: Transaction, asked: string): Promise<string | null> {
    return this.names.unit(tx, asked);
  }

  /** People who fit a search, in the order of their names, `limit` at most. */
  byName(tx: Transaction, search: NameSearch, limit: number): Promise<PersonByName[]> {
    return this.names.find(tx, search, limit);
  }

  /** Nobody else does anything about this person until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<void> {
    await this.store.lock(tx, id);
  }

  /** Enters what has changed about someone, their number aside: that is who they are. */
  async change(tx: Transaction, id: string, change: PersonChange, note: ChangeNote): Promise<void> {
    await this.store.change(tx, id, change, note, this.clock.now());
    if (change.name !== undefined)
      await this.names.noteInitials(tx, [{ id, initials: initialsOf(change.name) }]);
  }

  /** Puts right what an approval says: the database refuses anything else. */
  async correct(tx: Transaction, id: string, to: CorrectedState, note: ChangeNote): Promise<void> {
    await this.store.correct(tx, id, to, note, this.clock.now());
  }

  /** Enters where somebody lives; the township is one that is registered. */
  async moveTo(tx: Transaction, id: string, township: string, note: ChangeNote): Promise<void> {
    await this.store.correct(tx, id, { township }, note, this.clock.now());
  }

  /** Registers someone by number and name, or returns who is registered already. Sex and birth date come from the number. */
  async register(tx: Transaction, number: string, name: string, category = 'ordinary'): Promise<Person> {
    const known = await this.store.findByNumber(tx, number);
    if (known !== null) return known;
    const parsed = parseSocialSecurityNumber(number);
    if (!parsed.ok) throw new RangeError(`social security number refused: ${parsed.refusal}`);
    const { sex, birthDate } = parsed.value;
    const person: Person = {
      id: newId(),
      socialSecurityNumber: number,
      name: tidyName(name),
      sex,
      birthDate,
      category,
      ethnicGroup: null,
      birthplace: null,
      phone: null,
      address: null,
      diedOn: null,
      township: null,
    };
    await this.store.insertIfNew(tx, person);
    const registered = await this.store.findByNumber(tx, number);
    if (registered === null) throw new Error('somebody was registered and is not there');
    await this.names.noteInitials(tx, [{ id: registered.id, initials: initialsOf(registered.name) }]);
    return registered;
  }
}
