/** People who may be registered twice: listed, asked to be merged, and asked to stand apart again. */
import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { AskedApprovalDto } from '../collection/unit-bills.dto.js';
import { DuplicatesDto, MergeUndoingDto, PersonMergeDto } from './duplicates.dto.js';
import { PersonMerges } from './person-merges.service.js';

@Controller('v1')
export class DuplicatesController {
  constructor(private readonly merges: PersonMerges) {}

  /** Who may be registered twice, and who was merged. */
  @Get('duplicates')
  @Performs('duplicates.list')
  list(): Promise<DuplicatesDto> {
    return this.merges.list();
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
