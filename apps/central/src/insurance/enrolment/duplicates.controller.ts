/** People who may be registered twice: listed, asked to be merged, and asked to stand apart again. */
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
import { AskedApprovalDto } from '../collection/unit-bills.dto.js';
import { pairStates } from '../../register/people/duplicate-pair.js';
import { DuplicatesDesk } from './duplicates-desk.service.js';
import {
  DuplicatePageDto,
  MergePageDto,
  MergeUndoingDto,
  PersonMergeDto,
  ToldApartDto,
} from './duplicates.dto.js';
import { PersonMerges } from './person-merges.service.js';

@Controller('v1')
export class DuplicatesController {
  constructor(
    private readonly merges: PersonMerges,
    private readonly desk: DuplicatesDesk,
  ) {}

  /** Who may be registered twice, as found last (`state=open`, which is usual), or of whom somebody said that they are two (`apart`). */
  @Get('duplicates')
  @ListQueries('state')
  @Performs('duplicates.list')
  list(@AskedList() ask: ListAsk, @Query('state') state?: string): Promise<DuplicatePageDto> {
    return this.desk.list(oneOf('state', state, pairStates) ?? 'open', ask);
  }

  /** Which registrations count as another, the newest first. */
  @Get('merges')
  @ListQueries()
  @Performs('merges.list')
  listMerges(@AskedList() ask: ListAsk): Promise<MergePageDto> {
    return this.desk.merges(ask);
  }

  /** Says that this registration and another are of two people: the pair is not listed any more. */
  @Post('people/:id/told-apart')
  @HttpCode(204)
  @Performs('people.tell-apart')
  tellApart(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: ToldApartDto,
  ): Promise<void> {
    return this.desk.tellApart({ staff, terminal }, id, asked);
  }

  /** Takes that back. */
  @Post('people/:id/told-apart-undoing')
  @HttpCode(204)
  @Performs('people.tell-apart-undoing')
  takeBack(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: ToldApartDto,
  ): Promise<void> {
    return this.desk.takeBack({ staff, terminal }, id, asked);
  }

  /** Asks to have this registration count as another; another person decides (`/v1/approvals`). */
  @Post('people/:id/merge')
  @Performs('people.ask-merge')
  merge(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { keptId, ...why }: PersonMergeDto,
  ): Promise<AskedApprovalDto> {
    return this.merges.askMerge(id, keptId, why, { number: staff.number, terminalId: terminal.id });
  }

  /** Asks to have it stand by itself again. */
  @Post('people/:id/merge-undoing')
  @Performs('people.ask-merge-undoing')
  undo(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() why: MergeUndoingDto,
  ): Promise<AskedApprovalDto> {
    return this.merges.askUndoing(id, why, { number: staff.number, terminalId: terminal.id });
  }
}
