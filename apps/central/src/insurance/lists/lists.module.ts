/** Puts together what units hand over as files: who joins and leaves, and wages. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { FileImportsModule } from '../../records/imports/file-imports.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { UnitsModule } from '../../register/units/units.module.js';
import { DeclarationsModule } from '../declarations/declarations.module.js';
import { ParticipationsModule } from '../participations/participations.module.js';
import { ListedRowsStore } from './listed-rows.store.js';
import { NameListKind } from './name-list-kind.service.js';
import { WagesKind } from './wages-kind.service.js';

@Module({
  imports: [
    AuditModule,
    DeclarationsModule,
    FileImportsModule,
    ParticipationsModule,
    PeopleModule,
    UnitsModule,
  ],
  providers: [ListedRowsStore, NameListKind, WagesKind],
})
export class ListsModule {}
