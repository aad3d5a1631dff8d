/** Acts that wait for what the bank's statement says: listed, and asked to be concluded. */
import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { BankOutcomesDto, OutcomeAskedDto, StatedOutcomeDto } from './bank-outcomes.dto.js';
import { BankOutcomes } from './bank-outcomes.service.js';

@Controller('v1/bank-outcomes')
export class BankOutcomesController {
  constructor(private readonly outcomes: BankOutcomes) {}

  /** The acts that the bank does not take, with what is asked for about them; the longest first. */
  @Get()
  @Performs('bank-outcomes.list')
  list(): Promise<BankOutcomesDto> {
    return this.outcomes.list();
  }

  /** Asks to conclude an act by the statement; carried out once others have approved it (`/v1/approvals`). */
  @Post(':id')
  @Performs('bank-outcomes.ask')
  ask(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('id', ParseUUIDPipe) key: string,
    @Body() body: StatedOutcomeDto,
  ): Promise<OutcomeAskedDto> {
    return this.outcomes.ask(key, body, { number: staff.number, terminalId: terminal.id });
  }
}
