/** What the pension of a holder would come to. */
import { Module } from '@nestjs/common';
import { ClaimsModule } from '../../insurance/claims/claims.module.js';
import { ContributionsModule } from '../../insurance/contributions/contributions.module.js';
import { ParticipationsModule } from '../../insurance/participations/participations.module.js';
import { PeopleModule } from '../../register/people/people.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { TapModule } from '../tap/tap.module.js';
import { OutlookController } from './outlook.controller.js';
import { PensionOutlook } from './outlook.service.js';

@Module({
  imports: [ClaimsModule, ContributionsModule, ParticipationsModule, PeopleModule, PolicyModule, TapModule],
  controllers: [OutlookController],
  providers: [PensionOutlook],
})
export class OutlookModule {}
