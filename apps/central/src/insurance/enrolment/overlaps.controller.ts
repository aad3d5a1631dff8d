/** Participations of one person that do not go together: listed, looked at with what each decision does, and decided. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf } from '../../ground/lists/one-of.js';
import { overlapStates } from '../participations/overlap.js';
import { OverlapDesk } from './overlap-desk.service.js';
import { OverlapDecisionDto, OverlapInFullDto, OverlapPageDto } from './overlaps.dto.js';

@Controller('v1/overlaps')
export class OverlapsController {
  constructor(private readonly desk: OverlapDesk) {}

  /** Those that wait, the oldest first (`state=open`, which is usual), or what was decided, by rule or by a person, the newest first. */
  @Get()
  @ListQueries('state')
  @Performs('overlaps.list')
  list(@AskedList() ask: ListAsk, @Query('state') state?: string): Promise<OverlapPageDto> {
    return this.desk.list(oneOf('state', state, overlapStates) ?? 'open', ask);
  }

  @Get(':id')
  @Performs('overlaps.read')
  read(@Param('id', ParseUUIDPipe) id: string): Promise<OverlapInFullDto> {
    return this.desk.read(id);
  }

  /** Says which of the two counts: the other ends or is voided, and what was assessed for its days is corrected. */
  @Post(':id/decision')
  @HttpCode(200)
  @Performs('overlaps.decide')
  decide(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() decision: OverlapDecisionDto,
  ): Promise<OverlapInFullDto> {
    return this.desk.decide({ staff, terminal }, id, decision);
  }
}
