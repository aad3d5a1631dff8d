/** Contributions: participation and dues. */
import { Module } from '@nestjs/common';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { DuesService } from './dues.service.js';
import { DuesStore } from './dues.store.js';

@Module({ imports: [PolicyModule], providers: [DuesService, DuesStore], exports: [DuesService] })
export class ContributionsModule {}
