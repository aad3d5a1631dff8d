/** Money that left a fund by an order to its bank: listed, and what is asked about what the bank did not carry out. */
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
import {
  AskPaidAgainDto,
  OutgoingAskedDto,
  OutgoingPageDto,
  StateOutgoingDto,
} from './outgoing-payments.dto.js';
import { OutgoingDecisions } from './outgoing-decisions.service.js';
import { outgoingOutcomes } from './outgoing-payments.store.js';

@Controller('v1/outgoing-payments')
export class OutgoingPaymentsController {
  constructor(private readonly decisions: OutgoingDecisions) {}

  /** The newest first. */
  @Get()
  @ListQueries('outcome')
  @Performs('outgoing-payments.list')
  list(@AskedList() ask: ListAsk, @Query('outcome') outcome?: string): Promise<OutgoingPageDto> {
    return this.decisions.list(oneOf('outcome', outcome, outgoingOutcomes), ask);
  }

  /** Asks to conclude by the bank's statement what the bank does not take; others decide (`/v1/approvals`). */
  @Post(':id/outcome')
  @HttpCode(200)
  @Performs('outgoing-payments.state')
  state(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: StateOutgoingDto,
  ): Promise<OutgoingAskedDto> {
    return this.decisions.state(id, body, { number: staff.number, terminalId: terminal.id });
  }

  /** Asks to pay again what the bank refused; others decide (`/v1/approvals`). */
  @Post(':id/again')
  @HttpCode(200)
  @Performs('outgoing-payments.ask-again')
  again(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AskPaidAgainDto,
  ): Promise<OutgoingAskedDto> {
    return this.decisions.again(id, body, { number: staff.number, terminalId: terminal.id });
  }
}
