/** Benefits paid in error: the list of what is to be recovered, what is asked for of it, and money that pays it back. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { RowNumberPipe } from '../../ground/http/row-number.pipe.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf, textFilter } from '../../ground/lists/one-of.js';
import { RecoveriesDesk } from './recoveries-desk.service.js';
import {
  AskedOfRecoveryDto,
  AskOffsetDto,
  AskRecoveryInstalmentsDto,
  AskWriteOffDto,
  AssignedRecoveryDto,
  AssignRecoveryDto,
  RecoveryPageDto,
} from './recovery.dto.js';
import { recoveryStates } from './recoveries-list.store.js';
import { RecoveryInstalments } from './recovery-instalments.service.js';
import { RecoveryLines } from './recovery-lines.service.js';

@Controller('v1')
export class RecoveriesController {
  constructor(
    private readonly desk: RecoveriesDesk,
    private readonly lines: RecoveryLines,
    private readonly instalments: RecoveryInstalments,
  ) {}

  /** The newest first. */
  @Get('recoveries')
  @ListQueries('scheme', 'state')
  @Performs('recoveries.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('scheme') scheme?: string,
    @Query('state') state?: string,
  ): Promise<RecoveryPageDto> {
    return this.desk.list(
      { scheme: textFilter('scheme', scheme), state: oneOf('state', state, recoveryStates) },
      ask,
    );
  }

  /** Asks to keep a sum of it back each month from what its payee draws of the same fund; others decide (`/v1/approvals`). */
  @Post('recoveries/:number/offset')
  @HttpCode(200)
  @Performs('recoveries.ask-offset')
  offset(
    @Param('number') reference: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { monthly, reason }: AskOffsetDto,
  ): Promise<AskedOfRecoveryDto> {
    return this.desk.ask(
      { what: 'offset', reference, amount: monthly, reason },
      { number: staff.number, terminalId: terminal.id },
    );
  }

  /** Asks to let it be given back by instalments; others decide (`/v1/approvals`). */
  @Post('recoveries/:number/instalments')
  @HttpCode(200)
  @Performs('recoveries.ask-instalments')
  byInstalments(
    @Param('number') reference: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AskRecoveryInstalmentsDto,
  ): Promise<AskedOfRecoveryDto> {
    return this.instalments.ask(reference, body, { number: staff.number, terminalId: terminal.id });
  }

  /** Asks to write off what cannot be recovered; others decide (`/v1/approvals`). */
  @Post('recoveries/:number/write-off')
  @HttpCode(200)
  @Performs('recoveries.ask-write-off')
  writeOff(
    @Param('number') reference: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { amount, reason }: AskWriteOffDto,
  ): Promise<AskedOfRecoveryDto> {
    return this.desk.ask(
      { what: 'write-off', reference, amount: amount ?? null, reason },
      { number: staff.number, terminalId: terminal.id },
    );
  }

  /** Pays a recovery back with money that waits; what is over goes on waiting. */
  @Post('waiting-money/:statement/:line/recovery')
  @HttpCode(200)
  @Performs('waiting-money.assign-recovery')
  assign(
    @Param('statement', RowNumberPipe) statement: number,
    @Param('line', RowNumberPipe) line: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { reference }: AssignRecoveryDto,
  ): Promise<AssignedRecoveryDto> {
    return this.lines.receive(statement, line, reference, {
      staffNumber: staff.number,
      terminalId: terminal.id,
    });
  }
}
