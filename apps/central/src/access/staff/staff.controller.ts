/** Sign-in of staff at a terminal. */
import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { SignInAnswerDto, SignInRequestDto } from './staff.dto.js';
import { StaffService } from './staff.service.js';

@Controller('v1/sign-ins')
export class StaffController {
  constructor(private readonly staff: StaffService) {}

  @Post()
  @Performs('staff.sign-in')
  signIn(
    @Terminal() terminal: TerminalIdentity,
    @Body() { staffNumber, password }: SignInRequestDto,
  ): Promise<SignInAnswerDto> {
    return this.staff.signIn(terminal.id, staffNumber, password);
  }

  /** A fresh token while the shift lasts. */
  @Post('renewals')
  @Performs('staff.renew')
  renew(@Terminal() terminal: TerminalIdentity, @Staff() staff: StaffIdentity): Promise<SignInAnswerDto> {
    return this.staff.renew(terminal.id, staff);
  }

  @Delete('current')
  @HttpCode(204)
  @Performs('staff.sign-out')
  signOut(@Terminal() terminal: TerminalIdentity, @Staff() staff: StaffIdentity): Promise<void> {
    return this.staff.signOut(terminal.id, staff);
  }
}
