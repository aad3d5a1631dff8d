/** Receipts: verified by anyone who holds one, printed by terminals. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  StaffIfAny,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { PrintDto, PrintOutcomeDto, ReceiptDto, ReceiptVerificationDto } from './receipts.dto.js';
import { CopyPipe, ReceiptNumberPipe } from './receipt-number.js';
import { ReceiptsService } from './receipts.service.js';

@Controller('v1/receipts')
export class ReceiptsController {
  constructor(private readonly receipts: ReceiptsService) {}

  /** Whether this receipt was issued, and what it says; needs the code printed on it. */
  @Get(':number')
  @Performs('receipts.verify')
  @AskedPerMinute(60)
  verify(
    @Param('number', ReceiptNumberPipe) number: string,
    @Query('code') code: string = '',
  ): Promise<ReceiptVerificationDto> {
    return this.receipts.verify(number, String(code).toUpperCase());
  }

  /** What a receipt says: for the terminal where it arose a moment ago, or for whoever is signed in. */
  @Get(':number/document')
  @Performs('receipts.read')
  read(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Param('number', ReceiptNumberPipe) number: string,
  ): Promise<ReceiptDto> {
    return this.receipts.read(terminal, staff, number);
  }

  /** Numbers a print: 1 is the original, later ones are copies. Asked for as a receipt is read. */
  @Post(':number/prints')
  @Performs('receipts.print')
  print(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Param('number', ReceiptNumberPipe) number: string,
  ): Promise<PrintDto> {
    return this.receipts.print(terminal, staff, number);
  }

  /** What came of a print, as the printer of the terminal that numbered it proved it. The first report stands. */
  @Post(':number/prints/:copy/outcome')
  @HttpCode(204)
  @Performs('receipts.report-print')
  report(
    @Terminal() terminal: TerminalIdentity,
    @Param('number', ReceiptNumberPipe) number: string,
    @Param('copy', CopyPipe) copy: number,
    @Body() outcome: PrintOutcomeDto,
  ): Promise<void> {
    return this.receipts.report(terminal, number, copy, outcome);
  }
}
