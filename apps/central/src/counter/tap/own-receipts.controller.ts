/** Receipts of the holder whose card is in a kiosk. */
import { Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import { Performs, Terminal, type TerminalIdentity } from '../../ground/http/identity.js';
import { ReceiptNumberPipe } from '../../records/receipts/receipt-number.js';
import { PrintDto, ReceiptDto } from '../../records/receipts/receipts.dto.js';
import { OwnReceipts } from './own-receipts.service.js';

@Controller('v1/card-sessions/:id/receipts/:number')
export class OwnReceiptsController {
  constructor(private readonly receipts: OwnReceipts) {}

  /** A receipt of the holder's own, whole, from whatever terminal. */
  @Get()
  @Performs('card-sessions.read-receipt')
  @AskedPerMinute(60)
  read(
    @Terminal() terminal: TerminalIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('number', ReceiptNumberPipe) number: string,
  ): Promise<ReceiptDto> {
    return this.receipts.read(terminal, id, number);
  }

  /** Numbers a print of it; what came of the print is reported as of any receipt. */
  @Post('prints')
  @Performs('card-sessions.print-receipt')
  @AskedPerMinute(60)
  print(
    @Terminal() terminal: TerminalIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('number', ReceiptNumberPipe) number: string,
  ): Promise<PrintDto> {
    return this.receipts.print(terminal, id, number);
  }
}
