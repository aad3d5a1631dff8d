/** Undoing an act of money: what can be done about a receipt, asking for it, and doing it once it is approved. */
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { digestBody } from '#libs/cards/write-challenge.js';
import { fromHex } from '#libs/kernel/bytes.js';
import {
  AskedByStaff,
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
  type StaffWriter,
} from '../../ground/http/identity.js';
import { answer } from '../../records/operations/answer.js';
import { OperationDto } from '../../records/operations/operations.dto.js';
import { ReceiptNumberPipe } from '../../records/receipts/receipt-number.js';
import { CounterActsService } from './counter-acts.service.js';
import { AskedUndoingDto, AskUndoingDto, UndoDto, UndoingsDto } from './undoings.dto.js';
import { Undoings } from './undoings.service.js';

@Controller('v1/undoings')
export class UndoingsController {
  constructor(
    private readonly undoings: Undoings,
    private readonly acts: CounterActsService,
  ) {}

  /** In which ways the act of a receipt can be undone, what stands in the way, and what has been asked for. */
  @Get(':number')
  @Performs('undoings.read')
  read(
    @Staff() staff: StaffIdentity,
    @Param('number', ReceiptNumberPipe) number: string,
  ): Promise<UndoingsDto> {
    return this.undoings.read(number, staff.number);
  }

  /** Asks a second person; asked again while it waits, it is the same asking. */
  @Post()
  @Performs('undoings.ask')
  ask(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() body: AskUndoingDto,
  ): Promise<AskedUndoingDto> {
    return this.undoings.ask(body, { number: staff.number, terminalId: terminal.id });
  }

  /** Undoes the act of a receipt, as approved, with a receipt of its own. 202 while the bank has not said. */
  @Post('done')
  @HttpCode(200)
  @Performs('undoings.perform')
  async undo(
    @AskedByStaff() writer: StaffWriter,
    @Body() body: UndoDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    const { kind, channel, cardSessionId, cardProof, ...content } = body;
    const undoes = await this.undoings.keyOf(body.receiptNumber);
    const card =
      cardSessionId === undefined || cardProof === undefined
        ? null
        : { sessionId: cardSessionId, proof: fromHex(cardProof) };
    const bodyDigest = digestBody({ ...content, kind, channel, ...(card === null ? {} : { cardSessionId }) });
    return answer(await this.acts.settle({ ...writer, kind, channel, undoes, card, bodyDigest }), reply);
  }
}
