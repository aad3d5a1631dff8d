/** Puts together what central knows of people: who they are, by social security number. */
import { Module } from '@nestjs/common';
import { JobsModule } from '../../ground/jobs/jobs.module.js';
import { Duplicates } from './duplicates.service.js';
import { DuplicatesStore } from './duplicates.store.js';
import { InitialsOfNames } from './initials-job.service.js';
import { PeopleByNameStore } from './people-by-name.store.js';
import { PeopleService } from './people.service.js';
import { PersonMergesStore } from './person-merges.store.js';
import { PeopleStore } from './people.store.js';

@Module({
  imports: [JobsModule],
  providers: [
    Duplicates,
    DuplicatesStore,
    InitialsOfNames,
    PeopleByNameStore,
    PeopleService,
    PeopleStore,
    PersonMergesStore,
  ],
  exports: [Duplicates, PeopleService],
})
export class PeopleModule {}
