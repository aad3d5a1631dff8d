/** Moves of insurance relations: what would move, what is asked, letters of other agencies, money that came, and what is under way. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
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
import { TransferSendingBack } from './sending-back.service.js';
import { transferDirections, transferStates } from './transfer.js';
import { TransferLetters } from './transfer-letters.service.js';
import { TransferMoney } from './transfer-money.service.js';
import { TransferViews } from './transfer-views.service.js';
import {
  MovePreviewDto,
  MoveToAskDto,
  MoveToPreviewDto,
  PersonTransfersDto,
  SendingBackDto,
  TransferAskedDto,
  TransferLetterDto,
  TransferMoneyDto,
  TransferPageDto,
} from './transfers.dto.js';
import { Transfers } from './transfers.service.js';

@Controller('v1')
export class TransfersController {
  constructor(
    private readonly transfers: Transfers,
    private readonly letters: TransferLetters,
    private readonly money: TransferMoney,
    private readonly sendingBack: TransferSendingBack,
    private readonly views: TransferViews,
  ) {}

  /** The oldest first; `state` may be `under-way`. */
  @Get('insurance-transfers')
  @ListQueries('state', 'direction', 'scheme')
  @Performs('insurance-transfers.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('state') state?: string,
    @Query('direction') direction?: string,
    @Query('scheme') scheme?: string,
  ): Promise<TransferPageDto> {
    return this.views.list(
      {
        state: oneOf('state', state, ['under-way', ...transferStates]),
        direction: oneOf('direction', direction, transferDirections),
        scheme: textFilter('scheme', scheme),
      },
      ask,
    );
  }

  /** One person's moves, the newest first, and the months that count of each scheme. */
  @Get('people/:id/insurance-transfers')
  @Performs('insurance-transfers.read-person')
  ofPerson(@Param('id', ParseUUIDPipe) id: string): Promise<PersonTransfersDto> {
    return this.views.ofPerson(id);
  }

  /** What would move now, with how it is reckoned; nothing is written. */
  @Post('people/:id/insurance-transfer-previews')
  @HttpCode(200)
  @Performs('insurance-transfers.preview')
  preview(@Param('id', ParseUUIDPipe) id: string, @Body() asked: MoveToPreviewDto): Promise<MovePreviewDto> {
    return this.views.preview(id, asked);
  }

  /** Asks to move it; others decide (`/v1/approvals`). */
  @Post('people/:id/insurance-transfers')
  @Performs('insurance-transfers.ask')
  ask(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: MoveToAskDto,
  ): Promise<TransferAskedDto> {
    return this.transfers.ask(id, asked, { number: staff.number, terminalId: terminal.id });
  }

  /** Takes the letter of another agency in; others decide, and then it waits for its money. */
  @Post('people/:id/transfer-letters')
  @Performs('insurance-transfers.take-letter')
  takeLetter(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: TransferLetterDto,
  ): Promise<TransferAskedDto> {
    return this.letters.takeLetter(id, asked, { number: staff.number, terminalId: terminal.id });
  }

  /** Has money that waits, or came to the fiscal special account, be that of a move. */
  @Post('insurance-transfers/:id/money')
  @HttpCode(204)
  @Performs('insurance-transfers.receive')
  receive(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: TransferMoneyDto,
  ): Promise<void> {
    return this.money.receive(id, asked, { staffNumber: staff.number, terminalId: terminal.id });
  }

  /** Asks to send the money of a letter back that came by mistake; others decide, and account and months go with it. */
  @Post('insurance-transfers/:id/sending-back')
  @Performs('insurance-transfers.ask-sending-back')
  askSendingBack(
    @Param('id', ParseUUIDPipe) id: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() asked: SendingBackDto,
  ): Promise<TransferAskedDto> {
    return this.sendingBack.ask(id, asked, { number: staff.number, terminalId: terminal.id });
  }
}
