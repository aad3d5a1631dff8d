/** Yearly adjustments of pensions: laid down, laid out over everybody, and asked for here; decided under `/v1/approvals`. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { RowNumberPipe } from '../../ground/http/row-number.pipe.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf } from '../../ground/lists/one-of.js';
import { adjustmentReference } from '../benefits/adjustment-number.js';
import { adjustmentStates } from './adjustment.js';
import { AdjustmentViews } from './adjustment-views.service.js';
import {
  AdjustmentAskedDto,
  AdjustmentInFullDto,
  AdjustmentPageDto,
  AdjustmentProposedDto,
  AskAdjustmentDto,
  ProposeAdjustmentDto,
} from './adjustments.dto.js';
import { Adjustments } from './adjustments.service.js';

const byOf = (staff: StaffIdentity, terminal: TerminalIdentity) => ({
  number: staff.number,
  terminalId: terminal.id,
});

@Controller('v1/adjustments')
export class AdjustmentsController {
  constructor(
    private readonly adjustments: Adjustments,
    private readonly views: AdjustmentViews,
  ) {}

  /** The newest first. */
  @Get()
  @ListQueries('state')
  @Performs('adjustments.list')
  list(@AskedList() ask: ListAsk, @Query('state') state?: string): Promise<AdjustmentPageDto> {
    return this.views.list(oneOf('state', state, adjustmentStates), ask);
  }

  /** Lays a rule down; a job lays out what it would add to everybody. Nobody is paid more by it before others have approved it. */
  @Post()
  @Performs('adjustments.propose')
  async propose(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: ProposeAdjustmentDto,
  ): Promise<AdjustmentProposedDto> {
    const number = await this.adjustments.propose(
      { ...asked, from: asked.from as PlainMonth },
      byOf(staff, terminal),
    );
    return { number, reference: adjustmentReference(number) };
  }

  /** One with its rule, what it would come to, and what came of it. */
  @Get(':number')
  @Performs('adjustments.read')
  read(@Param('number', RowNumberPipe) number: number): Promise<AdjustmentInFullDto> {
    return this.views.read(number);
  }

  /** Asks for it; others review and approve it (`/v1/approvals`). */
  @Post(':number/asking')
  @HttpCode(200)
  @Performs('adjustments.ask')
  ask(
    @Param('number', RowNumberPipe) number: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { reason }: AskAdjustmentDto,
  ): Promise<AdjustmentAskedDto> {
    return this.adjustments.ask(number, reason, byOf(staff, terminal));
  }

  /** Lets one go that was not asked for. */
  @Post(':number/dropping')
  @HttpCode(204)
  @Performs('adjustments.drop')
  drop(
    @Param('number', RowNumberPipe) number: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
  ): Promise<void> {
    return this.adjustments.drop(number, byOf(staff, terminal));
  }
}
