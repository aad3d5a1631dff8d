/** Agreements by which persons pay their arrears in instalments: listed, read with what one person has overdue, and asked for. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf, textFilter } from '../../ground/lists/one-of.js';
import { AskedApprovalDto } from '../collection/unit-bills.dto.js';
import { agreementStates } from './arrears-agreements.store.js';
import {
  AskPersonInstalmentsDto,
  InstalmentAgreementPageDto,
  PersonInstalmentsPageDto,
} from './person-instalments.dto.js';
import { PersonInstalments } from './person-instalments.service.js';

@Controller('v1')
export class PersonInstalmentsController {
  constructor(private readonly instalments: PersonInstalments) {}

  /** Of everybody, the newest first; `state`: `kept`, `broken` or `fulfilled`. */
  @Get('instalment-agreements')
  @ListQueries('state', 'scheme')
  @Performs('person-instalments.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('state') state?: string,
    @Query('scheme') scheme?: string,
  ): Promise<InstalmentAgreementPageDto> {
    return this.instalments.list(
      { state: oneOf('state', state, agreementStates), scheme: textFilter('scheme', scheme) },
      ask,
    );
  }

  /** What somebody has overdue, and the agreements there are on it. */
  @Get('people/:id/instalment-agreements')
  @Performs('person-instalments.read')
  read(@Param('id', ParseUUIDPipe) id: string): Promise<PersonInstalmentsPageDto> {
    noteLookedUp(id);
    return this.instalments.read(id);
  }

  /** Asks to let somebody pay what they have overdue of a scheme by instalments; others decide (`/v1/approvals`). */
  @Post('people/:id/instalment-agreements')
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
