/** Hands the console's questions and decisions on to the centre, for whoever is signed in: these and no others. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CentralClient, type Schemas } from '../central/central.client.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import {
  BatchesQueryDto,
  BatchItemsQueryDto,
  BatchPathDto,
  BatchRejectionDto,
  UnclaimedQueryDto,
} from './console.dto.js';

@Controller('desk/central')
export class ConsoleController {
  constructor(
    private readonly central: CentralClient,
    private readonly staff: DeskSignIn,
  ) {}

  @Get('card-batches')
  batches(@Query() { before }: BatchesQueryDto): Promise<Schemas['CardBatchesDto']> {
    const query = before === undefined ? {} : { before };
    return this.central.asStaff((headers) =>
      this.central.http.GET('/v1/card-batches', { params: { query }, headers }),
    );
  }

  @Get('card-batches/unclaimed')
  unclaimed(@Query() { days }: UnclaimedQueryDto): Promise<Schemas['UnclaimedCardsDto']> {
    const query = days === undefined ? {} : { days: Number(days) };
    return this.central.asStaff((headers) =>
      this.central.http.GET('/v1/card-batches/unclaimed', { params: { query }, headers }),
    );
  }

  @Get('card-batches/:number')
  batch(@Param() path: BatchPathDto): Promise<Schemas['CardBatchStatusDto']> {
    return this.central.asStaff((headers) =>
      this.central.http.GET('/v1/card-batches/{number}', { params: { path }, headers }),
    );
  }

  @Get('card-batches/:number/items')
  items(
    @Param() path: BatchPathDto,
    @Query() { state, after }: BatchItemsQueryDto,
  ): Promise<Schemas['BatchItemsDto']> {
    const query = { after: Number(after ?? 0), ...(state === undefined ? {} : { state }) };
    return this.central.asStaff((headers) =>
      this.central.http.GET('/v1/card-batches/{number}/items', { params: { path, query }, headers }),
    );
  }

  @Post('card-batches/:number/approval')
  @HttpCode(200)
  approve(@Param() path: BatchPathDto): Promise<Schemas['CardBatchStatusDto']> {
    this.staff.noteActivity();
    return this.central.asStaff((headers) =>
      this.central.http.POST('/v1/card-batches/{number}/approval', { params: { path }, headers }),
    );
  }

  @Post('card-batches/:number/rejection')
  @HttpCode(200)
  reject(
    @Param() path: BatchPathDto,
    @Body() body: BatchRejectionDto,
  ): Promise<Schemas['CardBatchStatusDto']> {
    this.staff.noteActivity();
    return this.central.asStaff((headers) =>
      this.central.http.POST('/v1/card-batches/{number}/rejection', { params: { path }, body, headers }),
    );
  }

  @Get('card-stock')
  stock(): Promise<Schemas['CardStockDto']> {
    return this.central.asStaff((headers) => this.central.http.GET('/v1/card-stock', { headers }));
  }

  @Get('card-imports')
  imports(): Promise<Schemas['CardImportsDto']> {
    return this.central.asStaff((headers) => this.central.http.GET('/v1/card-imports', { headers }));
  }
}
