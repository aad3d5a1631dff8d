/** Difference runs after a change of rules in the past: laid out and looked at here, decided under `/v1/approvals`. */
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { textFilter } from '../../ground/lists/one-of.js';
import {
  DifferenceRowsDto,
  DifferenceRunInFullDto,
  DifferenceRunsDto,
  LaidOutDifferencesDto,
  LayOutDifferencesDto,
} from './differences.dto.js';
import { DifferencesDesk } from './differences-desk.service.js';

@Controller('v1/difference-runs')
export class DifferencesController {
  constructor(private readonly desk: DifferencesDesk) {}

  /** Which assessed periods have other rules now, and the difference runs there are. */
  @Get()
  @Performs('differences.list')
  list(): Promise<DifferenceRunsDto> {
    return this.desk.list();
  }

  /** Lays out what everybody's months would be now; nothing is owed by it before others have approved it. */
  @Post()
  @HttpCode(200)
  @Performs('differences.lay-out')
  async layOut(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: LayOutDifferencesDto,
  ): Promise<LaidOutDifferencesDto> {
    return {
      number: await this.desk.layOut({ ...asked, by: { number: staff.number, terminalId: terminal.id } }),
    };
  }

  /** One difference run with heads and sums of each period and fund. */
  @Get(':number')
  @Performs('differences.read')
  read(@Param('number', ParseIntPipe) number: number): Promise<DifferenceRunInFullDto> {
    return this.desk.read(number);
  }

  /** Its rows: old, new and difference for each person and period; the largest rise first. */
  @Get(':number/rows')
  @ListQueries('scheme', 'period')
  @Performs('differences.list-rows')
  listRows(
    @Param('number', ParseIntPipe) number: number,
    @AskedList() ask: ListAsk,
    @Query('scheme') scheme?: string,
    @Query('period') period?: string,
  ): Promise<DifferenceRowsDto> {
    return this.desk.rows(
      number,
      { scheme: textFilter('scheme', scheme), period: textFilter('period', period) },
      ask,
    );
  }
}
