/** Shows long work that has not come to its end, and lets an administrator have it begun again; each time is on record. */
import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ChunkedWork } from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Performs, Staff, type StaffIdentity } from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf } from '../../ground/lists/one-of.js';
import { AuditStore } from '../audit/audit.store.js';
import { WorksDto } from './works.dto.js';

@Controller('v1/works')
export class WorksController {
  constructor(
    private readonly database: Database,
    private readonly work: ChunkedWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Long work that has not come to its end: what is stuck first, then the oldest. */
  @Get()
  @ListQueries('state')
  @Performs('works.list')
  async list(@AskedList() ask: ListAsk, @Query('state') asked?: string): Promise<WorksDto> {
    const state = oneOf('state', asked, ['open', 'failed', 'stuck']);
    const {
      rows: works,
      next,
      total,
    } = await this.database.read((tx) => this.work.unfinished(tx, state, ask));
    return {
      works: works.map((work) => ({
        id: work.id,
        kind: work.kind,
        words: work.does?.words ?? { zh: work.kind, en: work.kind },
        subject: work.subject,
        run: work.run,
        state: work.state,
        alarming: work.state === 'stuck',
        byItself: work.does?.byItself ?? false,
        items: work.items,
        itemsDone: work.itemsDone,
        attempts: work.attempts,
        fault: work.fault,
        retryAt: work.retryAt,
        plannedAt: work.plannedAt,
        plannedBy: work.plannedBy,
        lastDoneAt: work.lastDoneAt,
      })),
      next,
      total,
    };
  }

  /** Has what failed tried again as if it never had: by the next run of its job, or by whoever runs its command again. */
  @Post(':id/attempts')
  @HttpCode(204)
  @Performs('works.begin-again')
  beginAgain(@Param('id', ParseUUIDPipe) id: string, @Staff() staff: StaffIdentity): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { kind, subject, attempts } = await this.work.beginAgain(tx, id);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'work.begun-again',
        staffNumber: staff.number,
        subject: `${kind} ${subject}`,
        detail: { attempts },
      });
    });
  }
}
