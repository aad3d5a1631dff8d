/** What moved the accounts of the books, for accountants and auditors. */
import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiQuery } from '../../ground/http/described.js';
import { Performs } from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList } from '../../ground/lists/list-query.js';
import { BookingDto, MovementsDto, TrialBalanceDto } from './movements.dto.js';
import { MovementsService } from './movements.service.js';

@Controller('v1/books')
export class MovementsController {
  constructor(private readonly movements: MovementsService) {}

  /** Where every account of every fund stood on a day of the bureau's, usually today, and what moved it then. */
  @Get('trial-balance')
  @ApiQuery({ name: 'day', required: false, type: String })
  @Performs('books.read-day')
  day(@Query('day') day?: string): Promise<TrialBalanceDto> {
    return this.movements.trialBalance(day);
  }

  /** What moved an account from one day of the bureau's to another, both included, in the order it was booked. */
  @Get('accounts/:id/movements')
  @ApiQuery({ name: 'from', required: false, type: String })
  @ApiQuery({ name: 'to', required: false, type: String })
  @ApiQuery({ name: 'after', required: false, type: String })
  @ApiQuery({ name: 'limit', required: false, type: Number })
  @Performs('books.list-movements')
  list(
    @Param('id') id: string,
    @AskedList() { after, limit }: ListAsk,
    @Query('from') from?: string,
    @Query('to') to?: string,
  ): Promise<MovementsDto> {
    return this.movements.read(id, { from, to, after }, limit);
  }

  /** The same as a CSV file, whole. */
  @Get('accounts/:id/movements/file')
  @ApiQuery({ name: 'from', required: false, type: String })
  @ApiQuery({ name: 'to', required: false, type: String })
  @Performs('books.export-movements')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async file(
    @Param('id') id: string,
    @Query('from') from?: string,
    @Query('to') to?: string,
  ): Promise<StreamableFile> {
    const { name, content } = await this.movements.file(id, from, to);
    return new StreamableFile(content, {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${name}"`,
    });
  }

  /** A transfer: both accounts, the act that booked it with all its transfers, and what a second person decided about it. */
  @Get('transfers/:id')
  @Performs('books.read-transfer')
  transfer(@Param('id') id: string): Promise<BookingDto> {
    return this.movements.booking(id);
  }

  /** What the act of a receipt booked. */
  @Get('receipts/:number')
  @Performs('books.read-receipt')
  receipt(@Param('number') number: string): Promise<BookingDto> {
    return this.movements.bookingOfReceipt(number);
  }
}
