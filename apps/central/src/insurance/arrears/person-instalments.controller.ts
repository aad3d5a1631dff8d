/** Agreements by which a person pays their arrears in instalments: read with what is overdue, and asked for. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { AskedApprovalDto } from '../collection/unit-bills.dto.js';
import { AskPersonInstalmentsDto, PersonInstalmentsPageDto } from './person-instalments.dto.js';
import { PersonInstalments } from './person-instalments.service.js';

@Controller('v1/people/:id/instalment-agreements')
export class PersonInstalmentsController {
  constructor(private readonly instalments: PersonInstalments) {}

  /** What somebody has overdue, and the agreements there are on it. */
  @Get()
  @Performs('person-instalments.read')
  read(@Param('id', ParseUUIDPipe) id: string): Promise<PersonInstalmentsPageDto> {
    noteLookedUp(id);
    return this.instalments.read(id);
  }

  /** Asks to let somebody pay what they have overdue of a scheme by instalments; others decide (`/v1/approvals`). */
  @Post()
  @HttpCode(200)
  @Performs('person-instalments.ask')
  ask(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AskPersonInstalmentsDto,
  ): Promise<AskedApprovalDto> {
    return this.instalments.ask(id, body, { number: staff.number, terminalId: terminal.id });
  }
}
