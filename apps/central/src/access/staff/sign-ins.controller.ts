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
import { Refused } from '../../ground/http/refused.js';
import { OwnPassword } from './own-password.service.js';
import { FirstPasswordDto, PasswordChangeDto, SignInAnswerDto, SignInRequestDto } from './staff.dto.js';
import { SignInsService } from './sign-ins.service.js';

const signedIn = (answer: SignInAnswerDto | null): SignInAnswerDto => {
  if (answer === null) throw new Refused('sign-in-expired');
  return answer;
};

@Controller('v1/sign-ins')
export class SignInsController {
  constructor(
    private readonly signIns: SignInsService,
    private readonly own: OwnPassword,
  ) {}

  @Post()
  @Performs('staff.sign-in')
  @AskedPerMinute(60)
  signIn(
    @Terminal() terminal: TerminalIdentity,
    @Body() { staffNumber, password }: SignInRequestDto,
  ): Promise<SignInAnswerDto> {
    return this.signIns.signIn(terminal.id, staffNumber, password);
  }

  /** Chooses a password with a one-time code, and signs in. */
  @Post('first-passwords')
  @Performs('staff.choose-password')
  @AskedPerMinute(60)
  async choose(
    @Terminal() terminal: TerminalIdentity,
    @Body() { staffNumber, code, password }: FirstPasswordDto,
  ): Promise<SignInAnswerDto> {
    return signedIn(await this.own.choose(terminal.id, staffNumber, code, password));
  }

  /** Changes one's own password: every sign-in of before ends, and this is the new one. */
  @Post('password-changes')
  @Performs('staff.change-password')
  @AskedPerMinute(60)
  async change(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { password, newPassword }: PasswordChangeDto,
  ): Promise<SignInAnswerDto> {
    return signedIn(await this.own.change(terminal.id, staff.number, password, newPassword));
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
