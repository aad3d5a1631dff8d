/** The console of batches: those who make, approve and audit them see how far each has come; approvers decide. */
import { Body, Controller, Get, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ApiQuery } from '../../ground/http/described.js';
import { ChangeNumberPipe } from '../../ground/http/change-number.pipe.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { BatchApprovalService } from './batch-approval.service.js';
import { BatchOverviewService } from './batch-overview.service.js';
import { CardBatchesService } from './card-batches.service.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { textFilter } from '../../ground/lists/one-of.js';
import {
  BatchRejectionDto,
  CardBatchStatusDto,
  LeftOutItemDto,
  UnclaimedCardsDto,
} from './card-batches.dto.js';

const unclaimedAfterDays = 90;
const singleHolders = '-';

@Controller('v1/card-batches')
export class CardBatchesController {
  constructor(
    private readonly batches: CardBatchesService,
    private readonly approvals: BatchApprovalService,
    private readonly overview: BatchOverviewService,
  ) {}

  /** Cards nobody has collected `days` after their delivery (90 when left out); `unit` is a unit's code, or `-`: single holders. */
  @Get('unclaimed')
  @ApiQuery({ name: 'days', required: false })
  @ListQueries('unit')
  @Performs('card-batches.list-unclaimed')
  unclaimed(
    @Query('days', ChangeNumberPipe) days: number,
    @AskedList() ask: ListAsk,
    @Query('unit') unit?: string,
  ): Promise<UnclaimedCardsDto> {
    const asked = textFilter('unit', unit);
    return this.overview.unclaimed(
      days === 0 ? unclaimedAfterDays : days,
      asked === singleHolders ? '' : asked,
      ask,
    );
  }

  /** How far a batch has come: items by stage, work with its rate and time left, what went wrong by kind. */
  @Get(':number')
  @Performs('card-batches.read')
  status(@Param('number') number: string): Promise<CardBatchStatusDto> {
    return this.overview.status(number);
  }

  /** Approves a batch made by somebody else; its applications follow within seconds. */
  @Post(':number/approval')
  @Performs('card-batches.approve')
  async approve(
    @Terminal() terminal: TerminalIdentity,
    @Staff() { number: by, role }: StaffIdentity,
    @Param('number') number: string,
  ): Promise<CardBatchStatusDto> {
    await this.approvals.approveSoon(number, { number: by, role, terminalId: terminal.id });
    return this.overview.status(number);
  }

  /** Rejects a batch made by somebody else; its applications wait for another one. */
  @Post(':number/rejection')
  @Performs('card-batches.reject')
  async reject(
    @Terminal() terminal: TerminalIdentity,
    @Staff() { number: by, role }: StaffIdentity,
    @Param('number') number: string,
    @Body() { reason }: BatchRejectionDto,
  ): Promise<CardBatchStatusDto> {
    await this.approvals.reject(number, reason, { number: by, role, terminalId: terminal.id });
    return this.overview.status(number);
  }

  /** Leaves an item out before its batch is decided; approval is asked for what is left. */
  @Post(':number/items/:item/removal')
  @Performs('card-batches.leave-out')
  async leaveOut(
    @Staff() { number: by }: StaffIdentity,
    @Param('number') number: string,
    @Param('item', ParseIntPipe) item: number,
    @Body() { reason }: LeftOutItemDto,
  ): Promise<CardBatchStatusDto> {
    await this.batches.leaveOut(number, item, reason, by);
    return this.overview.status(number);
  }
}
