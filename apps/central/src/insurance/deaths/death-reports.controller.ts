/** Deaths that authorities reported by file: what became of each, and the decision on those that are not certain. */
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
import { deathReportStates } from './death-report.js';
import { DeathAskedDto, DeathReportsDto, DeathToAskDto, DeathToDismissDto } from './death-reports.dto.js';
import { DeathReports } from './death-reports.service.js';

@Controller('v1/death-reports')
export class DeathReportsController {
  constructor(private readonly reports: DeathReports) {}

  /** The newest first. */
  @Get()
  @ListQueries('state')
  @Performs('deaths.list')
  list(@AskedList() ask: ListAsk, @Query('state') state?: string): Promise<DeathReportsDto> {
    return this.reports.list(oneOf('state', state, deathReportStates), ask);
  }

  /** Asks that a death is entered; others decide (`/v1/approvals`). */
  @Post(':id/asking')
  @Performs('deaths.ask')
  ask(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: DeathToAskDto,
  ): Promise<DeathAskedDto> {
    return this.reports.ask(id, asked, { number: staff.number, terminalId: terminal.id });
  }

  /** Lays a report aside. */
  @Post(':id/dismissal')
  @HttpCode(204)
  @Performs('deaths.dismiss')
  dismiss(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { reason }: DeathToDismissDto,
  ): Promise<void> {
    return this.reports.dismiss(id, reason, { number: staff.number, terminalId: terminal.id });
  }
}
