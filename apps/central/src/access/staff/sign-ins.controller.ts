/** Sign-in of staff at a terminal. */
import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { SignInAnswerDto, SignInRequestDto } from './staff.dto.js';
import { SignInsService } from './sign-ins.service.js';

@Controller('v1/sign-ins')
export class SignInsController {
  constructor(private readonly signIns: SignInsService) {}

  @Post()
  @Performs('staff.sign-in')
  @AskedPerMinute(60)
  signIn(
    @Terminal() terminal: TerminalIdentity,
    @Body() { staffNumber, password }: SignInRequestDto,
  ): Promise<SignInAnswerDto> {
    return this.signIns.signIn(terminal.id, staffNumber, password);
  }

  /** A fresh token while the shift lasts. */
  @Post('renewals')
  @Performs('staff.renew')
  renew(@Terminal() terminal: TerminalIdentity, @Staff() staff: StaffIdentity): Promise<SignInAnswerDto> {
    return this.signIns.renew(terminal.id, staff);
  }

  @Delete('current')
  @HttpCode(204)
  @Performs('staff.sign-out')
  signOut(@Terminal() terminal: TerminalIdentity, @Staff() staff: StaffIdentity): Promise<void> {
    return this.signIns.signOut(terminal.id, staff);
  }
}
