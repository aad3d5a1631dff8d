/** Lets auditors search the audit trail; each search is on record too. */
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { Performs } from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { TrailDto, TrailPersonAskDto, TrailPersonDto } from './audit-trail.dto.js';
import { AuditTrail } from './audit-trail.service.js';

@Controller('v1/audit-trail')
export class AuditTrailController {
  constructor(private readonly trail: AuditTrail) {}

  /** Events of a span of days (the bureau's, both included; usually the last seven), the newest first. */
  @Get()
  @ListQueries('from', 'to', 'staff', 'person', 'action', 'refused')
  @Performs('audit.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('from') from?: string,
    @Query('to') to?: string,
    @Query('staff') staff?: string,
    @Query('person') person?: string,
    @Query('action') action?: string,
    @Query('refused') refused?: string,
  ): Promise<TrailDto> {
    return this.trail.find({ from, to, staff, person, action, refused }, ask);
  }

  /** Whom a social security number belongs to, so that no number stands in an address. Refused `person-unknown`. */
  @Post('people')
  @HttpCode(200)
  @Performs('audit.look-up')
  lookUp(@Body() { socialSecurityNumber }: TrailPersonAskDto): Promise<TrailPersonDto> {
    return this.trail.lookUp(socialSecurityNumber);
  }
}
