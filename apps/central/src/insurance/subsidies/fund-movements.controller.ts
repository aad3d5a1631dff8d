/** Movements of funds beside the windows, asked for; and what the finance owes them. */
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { AskedFundMovementDto, AskFundMovementDto, SubsidyClaimsDto } from './fund-movements.dto.js';
import { FundMovements } from './fund-movements.service.js';

@Controller('v1')
export class FundMovementsController {
  constructor(private readonly movements: FundMovements) {}

  /** Subsidies credited to personal accounts, or given for residents who are insured, by month and scheme, received, and owed by the finance (财政补贴应收). */
  @Get('subsidy-claims')
  @Performs('subsidy-claims.list')
  claims(): Promise<SubsidyClaimsDto> {
    return this.movements.claims();
  }

  /** Asks to book a sweep, a supply or a subsidy received; booked once others have approved it (`/v1/approvals`). */
  @Post('fund-movements')
  @HttpCode(200)
  @Performs('fund-movements.ask')
  ask(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AskFundMovementDto,
  ): Promise<AskedFundMovementDto> {
    return this.movements.ask(body, { number: staff.number, terminalId: terminal.id });
  }
}
