/** What the page of a kiosk can ask for; shapes and answers stand in `libs/contract/self-service.ts`. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Act, Standing } from '#libs/contract/desk.js';
import type { OwnInsurance } from '#libs/contract/self-service.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { StateStreams } from '../desk/state-streams.js';
import { refusal } from '../ground/refusal.js';
import { OfInsertionDto, OwnFamilyDto, OwnMoneyDto, OwnServiceDto, PinDto } from './self-service.dto.js';
import { SelfService } from './self-service.service.js';

@Controller('self-service')
export class SelfServiceController {
  constructor(
    private readonly desk: DeskStore,
    private readonly streams: StateStreams,
    private readonly own: SelfService,
  ) {}

  /** The page that opens this last has the kiosk. */
  @Get('events')
  events(@Query('page') page: string, @Res() reply: FastifyReply): void {
    if (typeof page !== 'string' || !/^[\w-]{8,64}$/.test(page)) throw refusal('malformed-request', 'page');
    this.own.take(page);
    this.own.admit(page);
    this.streams.open(reply, this.desk, (state) => this.own.seenBy(page, state));
  }

  @Post('touches')
  @HttpCode(204)
  touch(@Query('page') page: string = ''): void {
    this.own.admit(page);
    this.own.touched();
  }

  @Post('pin')
  @HttpCode(204)
  async pin(@Body() request: PinDto, @Query('page') page: string = ''): Promise<void> {
    this.own.admit(page);
    await this.own.givePin(request);
  }

  @Post('payments')
  @HttpCode(202)
  pay(@Body() request: OwnMoneyDto, @Query('page') page: string = ''): Promise<Act> {
    this.own.admit(page);
    return this.own.money('payment', request);
  }

  @Post('collections')
  @HttpCode(202)
  collect(@Body() request: OwnMoneyDto, @Query('page') page: string = ''): Promise<Act> {
    this.own.admit(page);
    return this.own.money('collection', request);
  }

  @Post('services')
  @HttpCode(202)
  service(@Body() request: OwnServiceDto, @Query('page') page: string = ''): Promise<Act> {
    this.own.admit(page);
    return this.own.service(request);
  }

  @Post('paid-for')
  @HttpCode(204)
  async payFor(@Body() request: OwnFamilyDto, @Query('page') page: string = ''): Promise<void> {
    this.own.admit(page);
    await this.own.payFor(request);
  }

  @Post('standing')
  @HttpCode(200)
  standing(@Body() { insertionId }: OfInsertionDto, @Query('page') page: string = ''): Promise<Standing> {
    this.own.admit(page);
    return this.own.standing(insertionId);
  }

  @Post('overview')
  @HttpCode(200)
  overview(@Body() { insertionId }: OfInsertionDto, @Query('page') page: string = ''): Promise<OwnInsurance> {
    this.own.admit(page);
    return this.own.insurance(insertionId);
  }

  @Post('receipts/:number/prints')
  @HttpCode(202)
  printAgain(
    @Param('number') number: string,
    @Body() { insertionId }: OfInsertionDto,
    @Query('page') page: string = '',
  ): void {
    this.own.admit(page);
    this.own.printAgain(insertionId, number);
  }

  @Post('end')
  @HttpCode(204)
  end(@Body() { insertionId }: OfInsertionDto, @Query('page') page: string = ''): void {
    this.own.admit(page);
    this.own.end(insertionId);
  }
}
