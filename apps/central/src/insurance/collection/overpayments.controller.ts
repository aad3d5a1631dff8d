/** What was paid too much: listed, and asked to be given back. */
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
import { oneOf, textFilter } from '../../ground/lists/one-of.js';
import { OverpaymentRefunds } from './overpayment-refunds.service.js';
import { AskBackDto, OverpaymentPageDto } from './overpayments.dto.js';
import { overpaymentStates } from './overpayments.store.js';
import { AskedApprovalDto } from './unit-bills.dto.js';

@Controller('v1/overpayments')
export class OverpaymentsController {
  constructor(private readonly refunds: OverpaymentRefunds) {}

  /** The oldest first. */
  @Get()
  @ListQueries('state', 'unit')
  @Performs('overpayments.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('state') state?: string,
    @Query('unit') unit?: string,
  ): Promise<OverpaymentPageDto> {
    return this.refunds.list(
      { state: oneOf('state', state, overpaymentStates), unit: textFilter('unit', unit) },
      ask,
    );
  }

  /** Asks to give it back to the account it came from; others decide (`/v1/approvals`). */
  @Post(':id/refund')
  @HttpCode(200)
  @Performs('overpayments.ask-refund')
  ask(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { reason }: AskBackDto,
  ): Promise<AskedApprovalDto> {
    return this.refunds.ask(id, reason, { number: staff.number, terminalId: terminal.id });
  }
}
