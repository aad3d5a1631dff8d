/** What the page of this window can ask for; shapes and answers stand in `libs/contract/desk.ts`. */
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Act, ChipCheckAnswer, DeskState, RevealAnswer } from '#libs/contract/desk.js';
import { ChipCheckService } from '../card/chip-check.service.js';
import { DeliveryService } from '../acts/delivery.service.js';
import { SettleService } from '../acts/settle.service.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import { TapService } from '../card/tap.service.js';
import { TillService } from '../acts/till.service.js';
import { ActPathDto, InsertionDto, CollectionDto, PaymentDto, RevealDto, TillDto } from './desk.dto.js';
import { DeskSeat } from '../desk-state/desk-seat.js';
import { fromElsewhere } from '../desk-state/desk-state.js';
import { DeskCookies } from './desk-cookies.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { ActBook } from '../outbox/act-book.service.js';
import { StateStreams } from './state-streams.js';

@Controller('desk')
export class DeskController {
  constructor(
    private readonly desk: DeskStore,
    private readonly seat: DeskSeat,
    private readonly cookies: DeskCookies,
    private readonly streams: StateStreams,
    private readonly staff: DeskSignIn,
    private readonly tap: TapService,
    private readonly settle: SettleService,
    private readonly till: TillService,
    private readonly chip: ChipCheckService,
    private readonly delivery: DeliveryService,
    private readonly book: ActBook,
  ) {}

  @Get('state')
  state(@Req() request: FastifyRequest): DeskState {
    const { state } = this.desk;
    return this.seat.admits(this.cookies.seatOf('clerk', request)) ? state : fromElsewhere(state);
  }

  @Get('events')
  events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    // The stream was opened before its browser signed in, and goes on after: it is known by its browser.
    const browser = this.cookies.browserOf(request) ?? '';
    this.streams.open(reply, this.desk, (state) =>
      this.seat.isShownTo(browser) ? state : fromElsewhere(state),
    );
  }

  /** Dues and entitlements of the card on the desk, and the till, as they are now. */
  @Post('reload')
  @HttpCode(204)
  async reload(): Promise<void> {
    this.staff.requireStaff();
    await Promise.all([this.tap.refresh(), this.till.refresh()]);
  }

  @Post('payments')
  @HttpCode(202)
  pay(@Body() request: PaymentDto): Promise<Act> {
    this.staff.noteActivity();
    return this.settle.pay(request);
  }

  @Post('collections')
  @HttpCode(202)
  collect(@Body() request: CollectionDto): Promise<Act> {
    this.staff.noteActivity();
    return this.settle.collect(request);
  }

  @Post('till/draws')
  @HttpCode(202)
  draw(@Body() request: TillDto): Promise<Act> {
    this.staff.noteActivity();
    return this.till.move('till-draw', request);
  }

  @Post('till/deposits')
  @HttpCode(202)
  deposit(@Body() request: TillDto): Promise<Act> {
    this.staff.noteActivity();
    return this.till.move('till-deposit', request);
  }

  @Post('acts/:key/hands-done')
  @HttpCode(204)
  handsDone(@Param() { key }: ActPathDto): void {
    this.staff.noteActivity();
    this.book.handsDone(key);
  }

  @Post('till/returns')
  @HttpCode(202)
  giveBack(@Body() request: TillDto): Promise<Act> {
    this.staff.noteActivity();
    return this.till.move('till-return', request);
  }

  @Post('acts/:key/calling-off')
  @HttpCode(202)
  callOff(@Param() { key }: ActPathDto): void {
    this.staff.noteActivity();
    this.delivery.callOff(key);
  }

  @Post('holder/reveal')
  @HttpCode(200)
  reveal(@Body() { insertionId, purpose }: RevealDto): Promise<RevealAnswer> {
    this.staff.noteActivity();
    return this.chip.reveal(insertionId, purpose);
  }

  @Post('holder/chip-check')
  @HttpCode(200)
  chipCheck(@Body() { insertionId }: InsertionDto): Promise<ChipCheckAnswer> {
    this.staff.noteActivity();
    return this.chip.compare(insertionId);
  }
}
