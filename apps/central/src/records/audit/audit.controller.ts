/** Lets auditors read the audit trail; nobody can change it. */
import { Controller, Get, Query } from '@nestjs/common';
import { Database } from '../../ground/database/database.js';
import { FollowedNumbers } from '../../ground/database/followed-numbers.js';
import { ChangeNumberPipe } from '../../ground/http/change-number.pipe.js';
import { Performs } from '../../ground/http/identity.js';
import { AuditEventsDto } from './audit.dto.js';
import { AuditStore } from './audit.store.js';

const pageLength = 500;

@Controller('v1/audit-events')
export class AuditController {
  constructor(
    private readonly database: Database,
    private readonly store: AuditStore,
    private readonly numbers: FollowedNumbers,
  ) {}

  /** Events after number `since`, oldest first, 500 at most. What is being written this moment is shown the next time. */
  @Get()
  @Performs('audit.read')
  async list(@Query('since', ChangeNumberPipe) since: number): Promise<AuditEventsDto> {
    const settled = await this.numbers.settled('audit_event');
    const events = await this.database.transaction((tx) => this.store.list(tx, since, settled, pageLength));
    return { events, next: events.at(-1)?.id ?? since };
  }
}
