/** Receipts: printed again, of whatever window, and shown as they look on paper. */
import { Controller, Get, Header, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import type { PrintState } from '#libs/contract/desk.js';
import { receiptPng, receiptSvg, receiptText } from '#hardware/receipt-printer/picture.js';
import { PrintService } from '../printing/print.service.js';
import { ReceiptPapers } from '../printing/receipt-papers.service.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';

@Controller('desk/receipts/:number')
export class ReceiptsController {
  constructor(
    private readonly staff: DeskSignIn,
    private readonly prints: PrintService,
    private readonly papers: ReceiptPapers,
  ) {}

  @Post('prints')
  @HttpCode(202)
  printAgain(@Param('number') number: string): void {
    this.staff.requireStaff();
    this.staff.noteActivity();
    this.prints.printAgain(number);
  }

  @Post('copies')
  @HttpCode(200)
  printCopy(@Param('number') number: string): Promise<PrintState> {
    this.staff.requireStaff();
    this.staff.noteActivity();
    return this.prints.printCopy(number);
  }

  @Get('picture.svg')
  @Header('Content-Type', 'image/svg+xml')
  async svg(@Param('number') number: string): Promise<string> {
    const { markdown, columns } = await this.paper(number);
    return receiptSvg(markdown, columns);
  }

  @Get('picture.png')
  async png(@Param('number') number: string): Promise<StreamableFile> {
    const { markdown, columns } = await this.paper(number);
    return new StreamableFile(await receiptPng(markdown, columns), { type: 'image/png' });
  }

  @Get('picture.txt')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  async text(@Param('number') number: string): Promise<string> {
    const { markdown, columns } = await this.paper(number);
    return receiptText(markdown, columns);
  }

  private paper(number: string): ReturnType<ReceiptPapers['find']> {
    this.staff.requireStaff();
    return this.papers.find(number);
  }
}
