/** The bills of units: read, and what is asked to be waived, written off or given back of them. */
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiQuery } from '../../ground/http/described.js';
import { noticesNamedIn } from '#libs/contributions/notice-number.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { textFilter } from '../../ground/lists/one-of.js';
import { ContributionRefunds } from './contribution-refunds.service.js';
import {
  AskContributionRefundDto,
  AskedApprovalDto,
  AskReliefDto,
  BillPeopleDto,
  UnitBillsDto,
} from './unit-bills.dto.js';
import { UnitBills } from './unit-bills.service.js';

const numberOf = (notice: string): number => {
  const [number, ...more] = noticesNamedIn(notice);
  if (number === undefined || more.length > 0) throw new Refused('bill-unknown', notice);
  return number;
};

@Controller('v1')
export class UnitBillsController {
  constructor(
    private readonly bills: UnitBills,
    private readonly refunds: ContributionRefunds,
  ) {}

  /** A unit's months: what was billed, paid, is open and late today. */
  @Get('units/:code/bills')
  @Performs('unit-bills.list')
  list(@Param('code') code: string): Promise<UnitBillsDto> {
    return this.bills.list(code);
  }

  /** Whose months a bill is of, with what was assessed and given back; `search`: a part of a name. */
  @Get('unit-bills/:number/people')
  @ApiQuery({ name: 'search', required: false })
  @Performs('unit-bills.list-people')
  people(@Param('number') number: string, @Query('search') search?: string): Promise<BillPeopleDto> {
    return this.bills.people(numberOf(number), textFilter('search', search));
  }

  /** Asks to waive a late fee or write a debt off; others decide (`/v1/approvals`). */
  @Post('unit-bills/:notice/relief')
  @Performs('unit-bills.ask-relief')
  relieve(
    @Param('notice') notice: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AskReliefDto,
  ): Promise<AskedApprovalDto> {
    return this.bills.askRelief(numberOf(notice), body, { number: staff.number, terminalId: terminal.id });
  }

  /** Asks to give back what was paid for somebody's month; others decide (`/v1/approvals`). */
  @Post('unit-bills/:notice/refund')
  @Performs('unit-bills.ask-refund')
  refund(
    @Param('notice') notice: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AskContributionRefundDto,
  ): Promise<AskedApprovalDto> {
    return this.refunds.ask(numberOf(notice), body, { number: staff.number, terminalId: terminal.id });
  }
}
