/** Puts together what central knows of people: who they are, by social security number. */
import { Module } from '@nestjs/common';
import { PeopleByNameStore } from './people-by-name.store.js';
import { PeopleService } from './people.service.js';
import { PeopleStore } from './people.store.js';

@Module({
  providers: [PeopleByNameStore, PeopleService, PeopleStore],
  exports: [PeopleService],
})
export class PeopleModule {}
