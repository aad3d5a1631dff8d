/** People in the register: what is put right about them by approval, and where they live. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { AskedApprovalDto } from '../collection/unit-bills.dto.js';
import { RegisterCorrectionDto, ResidenceDto, TownshipsDto } from './people.dto.js';
import { RegisterCorrections } from './register-corrections.service.js';

@Controller('v1')
export class PeopleController {
  constructor(private readonly corrections: RegisterCorrections) {}

  /** Asks to put number, birth date, sex, category or death right; another person decides (`/v1/approvals`). */
  @Post('people/:id/corrections')
  @Performs('people.ask-correction')
  correct(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() correction: RegisterCorrectionDto,
  ): Promise<AskedApprovalDto> {
    return this.corrections.ask(id, correction, { number: staff.number, terminalId: terminal.id });
  }

  /** Enters where somebody lives from a day on. */
  @Post('people/:id/residence')
  @HttpCode(204)
  @Performs('people.change-residence')
  async move(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() residence: ResidenceDto,
  ): Promise<void> {
    await this.corrections.move(id, residence, { number: staff.number, terminalId: terminal.id });
  }

  /** The townships of the area. */
  @Get('townships')
  @Performs('townships.list')
  townships(): Promise<TownshipsDto> {
    return this.corrections.townships();
  }
}
