/** What may be spent out of each fund in a year: read, and entered or adjusted by asking others. */
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { BudgetViews } from './budget-views.service.js';
import { AskBudgetDto, BudgetAskedDto, BudgetsDto } from './budgets.dto.js';
import { Budgets } from './budgets.service.js';

@Controller('v1/fund-budgets')
export class BudgetsController {
  constructor(
    private readonly budgets: Budgets,
    private readonly views: BudgetViews,
  ) {}

  /** Of every fund: approved, spent, planned and left; `year` left out: this year. */
  @Get()
  @Performs('fund-budgets.read')
  read(@Query('year') year?: string): Promise<BudgetsDto> {
    if (year !== undefined && !/^2\d{3}$/.test(year)) throw new Refused('malformed-request', 'year');
    return this.views.read(year === undefined ? null : Number(year));
  }

  /** Asks to have a budget entered or adjusted; it counts once others have approved it (`/v1/approvals`). */
  @Post()
  @HttpCode(200)
  @Performs('fund-budgets.ask')
  ask(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AskBudgetDto,
  ): Promise<BudgetAskedDto> {
    return this.budgets.ask(body, { number: staff.number, terminalId: terminal.id });
  }
}
