/** Benefits: grants and entitlements. */
import { Module } from '@nestjs/common';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { AssessmentModule } from '../assessment/assessment.module.js';
import { EntitlementsService } from './entitlements.service.js';
import { FundsModule } from '../../funds/ledger/funds.module.js';
import { EntitlementsStore } from './entitlements.store.js';
import { InjuryRises } from './injury-rises.service.js';
import { InjuryRisesStore } from './injury-rises.store.js';
import { Recoveries } from './recoveries.service.js';
import { RecoveriesStore } from './recoveries.store.js';
import { ReplacedAllowances } from './replaced-allowances.service.js';
import { RecoveryAgreementsStore } from './recovery-agreements.store.js';
import { RecoveryPlans } from './recovery-plans.service.js';
import { RisesService } from './rises.service.js';
import { RisesStore } from './rises.store.js';

@Module({
  imports: [AssessmentModule, FundsModule, PolicyModule],
  providers: [
    EntitlementsService,
    EntitlementsStore,
    InjuryRises,
    InjuryRisesStore,
    Recoveries,
    RecoveriesStore,
    RecoveryAgreementsStore,
    RecoveryPlans,
    ReplacedAllowances,
    RisesService,
    RisesStore,
  ],
  exports: [EntitlementsService, Recoveries, RecoveryPlans, ReplacedAllowances, RisesService],
})
export class BenefitsModule {}
