/** The fleet of terminals: each reports itself, and whoever looks after all of them sees, closes and reopens them. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { terminalKindNames } from '#libs/contract/terminal-kinds.js';
import { parseDate } from '#libs/kernel/plain-date.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import {
  FleetDto,
  TerminalClosureDto,
  TerminalDayDto,
  TerminalReportAnswerDto,
  TerminalReportDto,
} from './fleet.dto.js';
import { FleetService } from './fleet.service.js';

@Controller('v1/terminals')
export class FleetController {
  constructor(private readonly fleet: FleetService) {}

  /** Reports how the asking terminal is; it replaces its report of before. Answers whether it is out of service. */
  @Post('own/report')
  @HttpCode(200)
  @Performs('terminals.report')
  report(
    @Terminal() terminal: TerminalIdentity,
    @Body() report: TerminalReportDto,
  ): Promise<TerminalReportAnswerDto> {
    return this.fleet.report(terminal.id, report);
  }

  /** Takes the terminal that is stood at out of service, as one is from afar. Answers as it will be told with its next report. */
  @Post('own/closure')
  @HttpCode(200)
  @Performs('terminals.close-own')
  closeOwn(
    @Staff() { number }: StaffIdentity,
    @Terminal() { id }: TerminalIdentity,
    @Body() { message }: TerminalClosureDto,
  ): Promise<TerminalReportAnswerDto> {
    return this.fleet.setOwn(id, message.trim(), { staffNumber: number });
  }

  /** Takes the terminal that is stood at back into service; again changes nothing. */
  @Post('own/reopening')
  @HttpCode(200)
  @Performs('terminals.reopen-own')
  reopenOwn(
    @Staff() { number }: StaffIdentity,
    @Terminal() { id }: TerminalIdentity,
  ): Promise<TerminalReportAnswerDto> {
    return this.fleet.setOwn(id, null, { staffNumber: number });
  }

  /** Every terminal that is not withdrawn, as it last reported itself; what needs somebody first where nothing else was asked. */
  @Get('fleet')
  @ListQueries()
  @Performs('fleet.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('kind') kind?: string,
    @Query('needing') needing?: string,
  ): Promise<FleetDto> {
    const known =
      kind === undefined || kind === '' ? null : (terminalKindNames.find((one) => one === kind) ?? undefined);
    if (known === undefined) throw new Refused('malformed-request', 'kind');
    return this.fleet.list({ kind: known, needing: needing === 'true' }, ask);
  }

  /** How acts went at a terminal on a day, by kind: begun, carried through, refused, given up and where, and how long they took. */
  @Get(':code/days/:day')
  @Performs('fleet.read')
  day(@Param('code') code: string, @Param('day') day: string): Promise<TerminalDayDto> {
    if (parseDate(day) === null) throw new Refused('malformed-request', 'day');
    return this.fleet.day(code, day);
  }

  /** Takes a terminal out of service for those who come, with a message; another message replaces it. Acts under way end as they would. */
  @Post(':code/closure')
  @HttpCode(204)
  @Performs('terminals.close')
  close(
    @Staff() { number }: StaffIdentity,
    @Param('code') code: string,
    @Body() { message }: TerminalClosureDto,
  ): Promise<void> {
    return this.fleet.close(code, message.trim(), { staffNumber: number });
  }

  /** Takes it back into service; again changes nothing. */
  @Post(':code/reopening')
  @HttpCode(204)
  @Performs('terminals.reopen')
  reopen(@Staff() { number }: StaffIdentity, @Param('code') code: string): Promise<void> {
    return this.fleet.reopen(code, { staffNumber: number });
  }
}
