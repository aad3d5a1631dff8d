/** Benefits: grants and entitlements. */
import { Module } from '@nestjs/common';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { AssessmentModule } from '../assessment/assessment.module.js';
import { EntitlementsService } from './entitlements.service.js';
import { EntitlementsStore } from './entitlements.store.js';
import { RisesService } from './rises.service.js';
import { RisesStore } from './rises.store.js';

@Module({
  imports: [PolicyModule, AssessmentModule],
  providers: [EntitlementsService, EntitlementsStore, RisesService, RisesStore],
  exports: [EntitlementsService, RisesService],
})
export class BenefitsModule {}
