/** Puts together the import of applicants' files. */
import { Module } from '@nestjs/common';
import { FileImportsModule } from '../../records/imports/file-imports.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { CardsModule } from '../lives/cards.module.js';
import { ApplicantsKind } from './applicants-kind.service.js';
import { ApplicantsStore } from './applicants.store.js';

@Module({
  imports: [CardsModule, FileImportsModule, PolicyModule],
  providers: [ApplicantsKind, ApplicantsStore],
  exports: [FileImportsModule],
})
export class CardImportsModule {}
