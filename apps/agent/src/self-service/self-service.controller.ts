/** What the page of a kiosk can ask for; shapes and answers stand in `libs/contract/self-service.ts`. */
import { Body, Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import type { Act, PrintState, Standing } from '#libs/contract/desk.js';
import type { ReceiptSaid } from '#libs/contract/scans.js';
import type { KioskLanguage, OwnCards, OwnInsurance, OwnOutlook } from '#libs/contract/self-service.js';
import { ScanDto } from '../desk/scans.dto.js';
import { KioskLanguages } from './kiosk-languages.service.js';
import { KioskPageGuard } from './kiosk-page.guard.js';
import {
  OfInsertionDto,
  OwnMoneyDto,
  OwnPaperDto,
  OwnServiceDto,
  PinDto,
  SlipDto,
} from './self-service.dto.js';
import { SelfService } from './self-service.service.js';
import { UpkeepService } from './upkeep.service.js';

@Controller('self-service')
@UseGuards(KioskPageGuard)
export class SelfServiceController {
  constructor(
    private readonly own: SelfService,
    private readonly added: KioskLanguages,
    private readonly upkeep: UpkeepService,
  ) {}

  @Get('languages')
  languages(): Promise<readonly KioskLanguage[]> {
    return this.added.all();
  }

  @Post('touches')
  @HttpCode(204)
  touch(): void {
    this.own.touched();
    this.upkeep.touched();
  }

  @Post('pin')
  @HttpCode(204)
  async pin(@Body() request: PinDto): Promise<void> {
    await this.own.givePin(request);
  }

  @Post('payments')
  @HttpCode(202)
  pay(@Body() request: OwnMoneyDto): Promise<Act> {
    return this.own.money('payment', request);
  }

  @Post('collections')
  @HttpCode(202)
  collect(@Body() request: OwnMoneyDto): Promise<Act> {
    return this.own.money('collection', request);
  }

  @Post('services')
  @HttpCode(202)
  service(@Body() request: OwnServiceDto): Promise<Act> {
    return this.own.service(request);
  }

  @Post('standing')
  @HttpCode(200)
  standing(@Body() { insertionId }: OfInsertionDto): Promise<Standing> {
    return this.own.standing(insertionId);
  }

  @Post('overview')
  @HttpCode(200)
  overview(@Body() { insertionId }: OfInsertionDto): Promise<OwnInsurance> {
    return this.own.insurance(insertionId);
  }

  @Post('outlook')
  @HttpCode(200)
  outlook(@Body() { insertionId }: OfInsertionDto): Promise<OwnOutlook> {
    return this.own.outlook(insertionId);
  }

  @Post('cards')
  @HttpCode(200)
  cards(@Body() { insertionId }: OfInsertionDto): Promise<OwnCards> {
    return this.own.cards(insertionId);
  }

  @Post('receipts/:number/prints')
  @HttpCode(202)
  printAgain(@Param('number') number: string, @Body() { insertionId }: OfInsertionDto): void {
    this.own.printAgain(insertionId, number);
  }

  @Post('papers')
  @HttpCode(200)
  printPaper(@Body() request: OwnPaperDto): Promise<PrintState> {
    return this.own.printPaper(request);
  }

  @Post('slips')
  @HttpCode(204)
  async printSlip(@Body() { about }: SlipDto): Promise<void> {
    await this.own.printSlip(about);
  }

  @Post('scans')
  @HttpCode(202)
  scan(@Body() { code }: ScanDto): void {
    this.own.scanned(code);
  }

  @Post('scans/end')
  @HttpCode(204)
  forgetScan(): void {
    this.own.forgetScan();
  }

  @Post('scans/receipt')
  @HttpCode(200)
  scannedReceipt(@Body() { insertionId }: OfInsertionDto): Promise<ReceiptSaid> {
    return this.own.scannedReceipt(insertionId);
  }

  @Post('scans/receipt/prints')
  @HttpCode(200)
  printScanned(@Body() { insertionId }: OfInsertionDto): Promise<PrintState> {
    return this.own.printScanned(insertionId);
  }

  @Post('end')
  @HttpCode(204)
  end(@Body() { insertionId }: OfInsertionDto): void {
    this.own.end(insertionId);
  }
}
