/** Money of statements that waits for a person: listed, and put on bills. */
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
import { oneOf, textFilter } from '../../ground/lists/one-of.js';
import { AskBackDto } from './overpayments.dto.js';
import { AskedApprovalDto } from './unit-bills.dto.js';
import { AssignedMoneyDto, AssignMoneyDto, WaitingMoneyPageDto } from './waiting-money.dto.js';
import { WaitingMoney } from './waiting-money.service.js';
import { WaitingReturns } from './waiting-returns.service.js';
import { waitingReasons } from './waiting-money.store.js';

@Controller('v1/waiting-money')
export class WaitingMoneyController {
  constructor(
    private readonly waiting: WaitingMoney,
    private readonly returns: WaitingReturns,
  ) {}

  /** What came into the funds' accounts and is nobody's yet, or more than was owed; the oldest first. */
  @Get()
  @ListQueries('scheme', 'why')
  @Performs('waiting-money.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('scheme') scheme?: string,
    @Query('why') why?: string,
  ): Promise<WaitingMoneyPageDto> {
    return this.waiting.list(
      { scheme: textFilter('scheme', scheme), why: oneOf('why', why, waitingReasons) },
      ask,
    );
  }

  /** Pays bills with it, in the order named; what is over goes on waiting. */
  @Post(':statement/:line/assignment')
  @HttpCode(200)
  @Performs('waiting-money.assign')
  assign(
    @Param('statement', ParseIntPipe) statement: number,
    @Param('line', ParseIntPipe) line: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { notices }: AssignMoneyDto,
  ): Promise<AssignedMoneyDto> {
    return this.waiting.assign(statement, line, notices, {
      staffNumber: staff.number,
      terminalId: terminal.id,
    });
  }

  /** Asks to send it back to whoever paid it; others decide (`/v1/approvals`). */
  @Post(':statement/:line/return')
  @HttpCode(200)
  @Performs('waiting-money.ask-return')
  return(
    @Param('statement', ParseIntPipe) statement: number,
    @Param('line', ParseIntPipe) line: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { reason }: AskBackDto,
  ): Promise<AskedApprovalDto> {
    return this.returns.ask(statement, line, reason, { number: staff.number, terminalId: terminal.id });
  }
}
