/** Estimates that anyone may ask for. */
import { Module } from '@nestjs/common';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { BenefitEstimatesController } from './benefit-estimates.controller.js';
import { ContributionEstimatesController } from './contribution-estimates.controller.js';
import { EstimatesService } from './estimates.service.js';

@Module({
  imports: [PolicyModule],
  controllers: [ContributionEstimatesController, BenefitEstimatesController],
  providers: [EstimatesService],
})
export class EstimatesModule {}
