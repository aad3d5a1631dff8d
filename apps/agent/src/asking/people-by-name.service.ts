/** Asks the centre for people by their name; nothing of them is kept here. */
import { Injectable } from '@nestjs/common';
import type {
  PeopleByName,
  PeopleByNameRequest,
  PersonPick,
  PickedPerson,
} from '#libs/contract/people-by-name.js';
import { CentralClient } from '../central/central.client.js';
import { oneOf } from '../central/words-known.js';

@Injectable()
export class PeopleByNameLookUp {
  constructor(private readonly central: CentralClient) {}

  /** Throws Refusal: what the centre refuses, such as `people-too-many`. */
  async find(body: PeopleByNameRequest): Promise<PeopleByName> {
    const { people, ...page } = await this.central.asStaff((headers) =>
      this.central.http.POST('/v1/people-by-name', { body, headers }),
    );
    return {
      ...page,
      people: people.map((person) => ({
        ...person,
        sex: oneOf(['male', 'female'] as const, person.sex, 'sex'),
      })),
    };
  }

  pick(body: PersonPick): Promise<PickedPerson> {
    return this.central.asStaff((headers) =>
      this.central.http.POST('/v1/people-by-name/picks', { body, headers }),
    );
  }
}
