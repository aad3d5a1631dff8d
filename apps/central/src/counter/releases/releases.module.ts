/** Acts at the counter that wait for a second person. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { ActReleases } from './act-releases.service.js';

@Module({ imports: [ApprovalsModule], providers: [ActReleases], exports: [ActReleases] })
export class ReleasesModule {}
