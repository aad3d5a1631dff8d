/** Acts at the counter that wait for a second person. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../../records/approvals/approvals.module.js';
import { ActReleasesController } from './act-releases.controller.js';
import { ActReleases } from './act-releases.service.js';

@Module({
  imports: [ApprovalsModule],
  controllers: [ActReleasesController],
  providers: [ActReleases],
  exports: [ActReleases],
})
export class ReleasesModule {}
