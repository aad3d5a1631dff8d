/** People. */
import { Module } from '@nestjs/common';
import { PeopleService } from './people.service.js';
import { PeopleStore } from './people.store.js';

@Module({ providers: [PeopleService, PeopleStore], exports: [PeopleService] })
export class PeopleModule {}
