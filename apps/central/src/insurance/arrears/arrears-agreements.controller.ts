/** Agreements to pay arrears by instalments: listed, and asked for. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf, textFilter } from '../../ground/lists/one-of.js';
import { AskedApprovalDto } from '../collection/unit-bills.dto.js';
import { AgreementPageDto, AskAgreementDto } from './arrears-agreements.dto.js';
import { ArrearsAgreements } from './arrears-agreements.service.js';
import { agreementStates } from './arrears-agreements.store.js';

@Controller('v1')
export class ArrearsAgreementsController {
  constructor(private readonly agreements: ArrearsAgreements) {}

  /** The newest first; `state`: `kept`, `broken` or `fulfilled`. */
  @Get('arrears-agreements')
  @ListQueries('state', 'unit')
  @Performs('arrears-agreements.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('state') state?: string,
    @Query('unit') unit?: string,
  ): Promise<AgreementPageDto> {
    return this.agreements.list(
      { state: oneOf('state', state, agreementStates), unit: textFilter('unit', unit) },
      ask,
    );
  }

  /** Asks to let a unit pay all that it has overdue by instalments; others decide (`/v1/approvals`). */
  @Post('units/:code/arrears-agreements')
  @HttpCode(200)
  @Performs('arrears-agreements.ask')
  ask(
    @Param('code') code: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AskAgreementDto,
  ): Promise<AskedApprovalDto> {
    return this.agreements.ask(code, body, { number: staff.number, terminalId: terminal.id });
  }
}
