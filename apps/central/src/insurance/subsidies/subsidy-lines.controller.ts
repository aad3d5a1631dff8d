/** Money of statements that a person says is a subsidy of the finance, or was booked by another paper. */
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { RowNumberPipe } from '../../ground/http/row-number.pipe.js';
import {
  AssignedSubsidyDto,
  AssignSubsidyDto,
  BookedBeforeDto,
  NotedBookedDto,
} from './subsidy-lines.dto.js';
import { SubsidyLines } from './subsidy-lines.service.js';

@Controller('v1/waiting-money')
export class SubsidyLinesController {
  constructor(private readonly lines: SubsidyLines) {}

  /** Receives it as a subsidy that the finance owes its fund for a month; never more than that. */
  @Post(':statement/:line/subsidy')
  @HttpCode(200)
  @Performs('waiting-money.assign-subsidy')
  assign(
    @Param('statement', RowNumberPipe) statement: number,
    @Param('line', RowNumberPipe) line: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AssignSubsidyDto,
  ): Promise<AssignedSubsidyDto> {
    return this.lines.receive(statement, line, body, { staffNumber: staff.number, terminalId: terminal.id });
  }

  /** Notes of what came to the fiscal special account that it was booked by another paper: a sweep, the tax authority's file, a letter. */
  @Post(':statement/:line/booked-before')
  @HttpCode(200)
  @Performs('waiting-money.note-booked')
  bookedBefore(
    @Param('statement', RowNumberPipe) statement: number,
    @Param('line', RowNumberPipe) line: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { voucher }: BookedBeforeDto,
  ): Promise<NotedBookedDto> {
    return this.lines.bookedBefore(statement, line, voucher, {
      staffNumber: staff.number,
      terminalId: terminal.id,
    });
  }
}
