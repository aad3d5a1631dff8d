/** Card fees that are paid to the treasury: asked for by the accountant. */
import { Body, Controller, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { AskedFeeRemittanceDto, AskFeeRemittanceDto } from './fee-remittances.dto.js';
import { FeeRemittances } from './fee-remittances.service.js';

@Controller('v1/fee-remittances')
export class FeeRemittancesController {
  constructor(private readonly remittances: FeeRemittances) {}

  /** Asks to book a payment to the treasury; booked once others have approved it (`/v1/approvals`). Asked again it is the same asking. */
  @Post()
  @Performs('fee-remittances.ask')
  ask(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AskFeeRemittanceDto,
  ): Promise<AskedFeeRemittanceDto> {
    return this.remittances.ask(body, { number: staff.number, terminalId: terminal.id });
  }
}
