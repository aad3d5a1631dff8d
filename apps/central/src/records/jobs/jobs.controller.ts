/** Shows what central does by itself, and lets an administrator run, pause and resume it; each of these is on record. */
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Performs, Staff, type StaffIdentity } from '../../ground/http/identity.js';
import { isAlarming } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { AuditStore } from '../audit/audit.store.js';
import { JobsDto } from './jobs.dto.js';

@Controller('v1/jobs')
export class JobsController {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Every job of the area, by name. */
  @Get()
  @Performs('jobs.read')
  async list(): Promise<JobsDto> {
    const jobs = await this.database.read((tx) => this.jobs.list(tx));
    return { jobs: jobs.map((job) => ({ ...job, alarming: isAlarming(job) })) };
  }

  /** Has a job run now, also a paused one; what it came to is read from the list. */
  @Post(':name/runs')
  @HttpCode(204)
  @Performs('jobs.run')
  runNow(@Param('name') name: string, @Staff() staff: StaffIdentity): Promise<void> {
    return this.recorded('job.asked-for', name, staff, (tx) => this.jobs.runNow(tx, name));
  }

  @Post(':name/pause')
  @HttpCode(204)
  @Performs('jobs.pause')
  pause(@Param('name') name: string, @Staff() staff: StaffIdentity): Promise<void> {
    return this.recorded('job.paused', name, staff, (tx) => this.jobs.setEnabled(tx, name, false));
  }

  @Post(':name/resumption')
  @HttpCode(204)
  @Performs('jobs.resume')
  resume(@Param('name') name: string, @Staff() staff: StaffIdentity): Promise<void> {
    return this.recorded('job.resumed', name, staff, (tx) => this.jobs.setEnabled(tx, name, true));
  }

  private recorded(
    action: string,
    name: string,
    staff: StaffIdentity,
    work: (tx: Transaction) => Promise<void>,
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      await work(tx);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action,
        staffNumber: staff.number,
        subject: name,
      });
    });
  }
}
