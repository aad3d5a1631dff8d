/** Finds people by name for whoever is at the window without a card: as much of each as tells them apart, each on record. */
import { Injectable } from '@nestjs/common';
import { tidyName } from '#libs/identity/person-name.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { townshipOf } from '#libs/identity/township.js';
import { addDays, addYears, ageOn, businessDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import type { NameSearch, PersonByName } from '../../register/people/name-search.js';
import type {
  PeopleByNameDto,
  PeopleByNameRequestDto,
  PersonByNameDto,
  PickedPersonDto,
} from './people-by-name.dto.js';
import { PeopleService } from '../../register/people/people.service.js';

const pageLength = 20;
/** Nobody finds the right one among more; they are asked to say more. */
const most = 60;
/** How long somebody found may be picked, as long as a page may stand open. */
const pickedWithinMs = 30 * 60_000;
/** People reckon their age by the calendar year or from one on. */
const ageToleranceYears = 2;

const describe = (person: PersonByName, today: PlainDate): PersonByNameDto => ({
  id: person.id,
  name: person.name,
  maskedNumber: maskSocialSecurityNumber(person.socialSecurityNumber as SocialSecurityNumber),
  sex: person.sex,
  age: ageOn(person.birthDate, today),
  township: person.townshipName ?? (person.address === null ? null : townshipOf(person.address)),
});

@Injectable()
export class PeopleByName {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Throws Refused `malformed-request` (one character alone, nothing to search by, `after` of nobody found), `unit-unknown`, `people-too-many`. */
  find(
    terminal: TerminalIdentity,
    staff: StaffIdentity,
    { purpose, after, ...asked }: PeopleByNameRequestDto,
  ): Promise<PeopleByNameDto> {
    const today = businessDate(this.clock.now());
    return this.database.transaction(async (tx) => {
      const { found, exactOnly } = await this.search(tx, asked, today);
      const begin = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
      if (after !== undefined && begin === 0) throw new Refused('malformed-request', 'after');
      const shown = found.slice(begin, begin + pageLength);
      // Each of them finds this look on record under their own id; a search that found nobody leaves a row as well.
      for (const subject of shown.length === 0 ? [null] : shown.map(({ id }) => id))
        await this.audit.append(tx, {
          at: this.clock.now(),
          action: 'people-by-name.find',
          terminalId: terminal.id,
          staffNumber: staff.number,
          ...(subject === null ? {} : { subject }),
          detail: { purpose, shown: shown.length },
        });
      return {
        people: shown.map((person) => describe(person, today)),
        exactOnly,
        next: begin + pageLength < found.length ? (shown.at(-1)?.id ?? null) : null,
      };
    });
  }

  /** The number of one whom this clerk was shown a moment ago, and of nobody else. Throws Refused `person-unknown`. */
  pick({ number: staffNumber }: StaffIdentity, asked: string): Promise<PickedPersonDto> {
    return this.database.transaction(async (tx) => {
      const subject = asked.toLowerCase();
      noteLookedUp(subject);
      const since = new Date(this.clock.now().getTime() - pickedWithinMs);
      const shown = await this.audit.has(tx, { action: 'people-by-name.find', staffNumber, subject }, since);
      const person = shown ? await this.people.find(tx, subject) : null;
      if (person === null) throw new Refused('person-unknown');
      return { socialSecurityNumber: person.socialSecurityNumber, name: person.name };
    });
  }

  /** Who fits; only those of just that name or initials where they are too many. */
  private async search(
    tx: Transaction,
    { name, initials, unit, age, lastFour }: Omit<PeopleByNameRequestDto, 'purpose' | 'after'>,
    today: PlainDate,
  ): Promise<{ readonly found: readonly PersonByName[]; readonly exactOnly: boolean }> {
    const leading = name === undefined ? null : tidyName(name);
    if (leading !== null && [...leading].length < 2)
      throw new Refused('malformed-request', 'name: two characters at least');
    if (leading === null && initials === undefined && unit === undefined)
      throw new Refused('malformed-request', 'name, initials or unit');
    const unitCode = unit === undefined ? null : await this.people.unitOf(tx, unit.trim());
    if (unit !== undefined && unitCode === null) throw new Refused('unit-unknown');
    const search: Omit<NameSearch, 'exact'> = {
      name: leading,
      initials: initials ?? null,
      unit: unitCode === null ? null : { code: unitCode, on: today },
      born:
        age === undefined
          ? null
          : {
              from: addDays(addYears(today, -age - ageToleranceYears - 1), 1),
              to: addYears(today, Math.min(0, ageToleranceYears - age)),
            },
      lastFour: lastFour ?? null,
    };
    for (const exact of [false, true]) {
      const found = await this.people.byName(tx, { ...search, exact }, most + 1);
      if (found.length <= most && (!exact || found.length > 0)) return { found, exactOnly: exact };
    }
    throw new Refused('people-too-many');
  }
}
