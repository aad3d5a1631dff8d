/** Contributions: participation and dues. */
import { Module } from '@nestjs/common';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { DueFollowing } from './due-following.service.js';
import { DueFollowingStore } from './due-following.store.js';
import { DueParts } from './due-parts.service.js';
import { DuePartsStore } from './due-parts.store.js';
import { DuesService } from './dues.service.js';
import { DuesStore } from './dues.store.js';
import { PaidBesideStore } from './paid-beside.store.js';
import { PaidMonths } from './paid-months.service.js';
import { PaidMonthsStore } from './paid-months.store.js';

@Module({
  imports: [PolicyModule],
  providers: [
    DuesService,
    DuesStore,
    DueFollowing,
    DueFollowingStore,
    DueParts,
    DuePartsStore,
    PaidBesideStore,
    PaidMonths,
    PaidMonthsStore,
  ],
  exports: [DuesService, DueFollowing, DueParts, PaidMonths],
})
export class ContributionsModule {}
