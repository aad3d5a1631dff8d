/** What waits for a second person: listed for whoever may decide it, decided, and taken back by whoever asked. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiParam, ApiQuery } from '../../ground/http/described.js';
import { approvalKinds, isApprovalKind } from '#libs/contract/approvals.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { approvalLists } from './approval-lists.store.js';
import {
  ApprovalCountDto,
  ApprovalInFullDto,
  ApprovalPageDto,
  ApprovalReasonDto,
  ApprovalRejectionDto,
  ApprovalsDto,
} from './approvals.dto.js';
import { Approvals } from './approvals.service.js';
import { WaitingList } from './waiting-list.service.js';

const deciderOf = (terminal: TerminalIdentity, { number, role }: StaffIdentity) => ({
  number,
  role,
  terminalId: terminal.id,
});

const optionalId = new ParseUUIDPipe({ optional: true });

@Controller('v1/approvals')
export class ApprovalsController {
  constructor(
    private readonly approvals: Approvals,
    private readonly list: WaitingList,
  ) {}

  /** What waits for the asker, the oldest first, 100 at most, and what they asked for; `after` is the `next` of the page before. */
  @Get()
  @ApiQuery({ name: 'kind', enum: Object.keys(approvalKinds), required: false })
  @ApiQuery({ name: 'after', type: String, required: false })
  @Performs('approvals.list')
  waiting(
    @Staff() staff: StaffIdentity,
    @Query('after', optionalId) after?: string,
    @Query('kind') kind?: string,
  ): Promise<ApprovalsDto> {
    if (kind !== undefined && !isApprovalKind(kind)) throw new Refused('malformed-request', 'kind');
    return this.list.list(staff, kind ?? null, after ?? null);
  }

  /**
   * A page of one list: `waiting` (for the asker, the oldest first), `asked` (by the asker) or `decided` (with a part of the
   * asker's in it; for auditors, everything), searched as a whole.
   */
  @Get('lists/:list')
  @ApiParam({ name: 'list', enum: approvalLists })
  @ListQueries('kind')
  @Performs('approvals.search')
  search(
    @Staff() staff: StaffIdentity,
    @Param('list') list: string,
    @AskedList() ask: ListAsk,
    @Query('kind') kind?: string,
  ): Promise<ApprovalPageDto> {
    const known = approvalLists.find((one) => one === list);
    if (known === undefined) throw new Refused('not-found', list);
    const of = kind === undefined || kind === '' ? null : kind;
    if (of !== null && !isApprovalKind(of)) throw new Refused('malformed-request', 'kind');
    return this.list.page(staff, known, of, ask);
  }

  /** How many wait for the asker, and how many of theirs for others. */
  @Get('count')
  @Performs('approvals.count')
  count(@Staff() staff: StaffIdentity): Promise<ApprovalCountDto> {
    return this.list.count(staff);
  }

  /** One with every step so far, for those who asked for it, who decide its kind, and auditors. */
  @Get(':id')
  @Performs('approvals.read')
  read(@Staff() staff: StaffIdentity, @Param('id', ParseUUIDPipe) id: string): Promise<ApprovalInFullDto> {
    return this.list.read(staff, id);
  }

  /** Approves; with the last level it is carried out in the same moment. Whoever had a hand in it may not. */
  @Post(':id/approval')
  @HttpCode(200)
  @Performs('approvals.approve')
  async approve(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ApprovalReasonDto,
  ): Promise<ApprovalInFullDto> {
    await this.approvals.approve(id, deciderOf(terminal, staff), reason);
    return this.list.read(staff, id);
  }

  /** Ends it without its effect. */
  @Post(':id/rejection')
  @HttpCode(200)
  @Performs('approvals.reject')
  async reject(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ApprovalRejectionDto,
  ): Promise<ApprovalInFullDto> {
    await this.approvals.reject(id, deciderOf(terminal, staff), reason);
    return this.list.read(staff, id);
  }

  /** Takes back what the asker asked for. */
  @Post(':id/withdrawal')
  @HttpCode(200)
  @Performs('approvals.withdraw')
  async withdraw(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: ApprovalReasonDto,
  ): Promise<ApprovalInFullDto> {
    await this.approvals.withdraw(id, deciderOf(terminal, staff), reason);
    return this.list.read(staff, id);
  }
}
