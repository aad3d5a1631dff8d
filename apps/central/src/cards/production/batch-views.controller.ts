/** Lists of batches, items and hand-overs, what a batch needs, and its photos; photos and lists to sign on record. */
import { Controller, Get, Param, ParseIntPipe, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '../../ground/http/described.js';
import { Performs } from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf } from '../../ground/lists/one-of.js';
import { BatchPreparationDto, HandOversDto, ListedBatchesDto, ListedItemsDto } from './batch-views.dto.js';
import { BatchViewsService } from './batch-views.service.js';

@Controller('v1/card-batches')
export class BatchViewsController {
  constructor(private readonly views: BatchViewsService) {}

  /** Batches, the newest first, with where their cards stand. */
  @Get()
  @ListQueries('state')
  @Performs('card-batches.list')
  list(@AskedList() ask: ListAsk, @Query('state') state?: string): Promise<ListedBatchesDto> {
    return this.views.list(oneOf('state', state, ['made', 'approved', 'rejected']), ask);
  }

  /** Items of a batch; `state` is one of its stages, `photo` is `missing` or `there`. */
  @Get(':number/items')
  @ListQueries('state', 'photo')
  @Performs('card-batches.list-items')
  items(
    @Param('number') number: string,
    @AskedList() ask: ListAsk,
    @Query('state') state?: string,
    @Query('photo') photo?: string,
  ): Promise<ListedItemsDto> {
    const filter = {
      state: state === undefined || state === '' ? null : state,
      photo: oneOf('photo', photo, ['missing', 'there']),
    };
    return this.views.items(number, filter, ask);
  }

  /** The photo of an item. */
  @Get(':number/items/:item/photo')
  @Performs('card-batches.read-photo')
  @ApiProduces('image/jpeg')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async photo(
    @Param('number') number: string,
    @Param('item', ParseIntPipe) item: number,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.views.photo(number, item), {
      type: 'image/jpeg',
      disposition: 'inline',
    });
  }

  /** What a batch still needs, and what there is of it. */
  @Get(':number/preparation')
  @Performs('card-batches.read-preparation')
  preparation(@Param('number') number: string): Promise<BatchPreparationDto> {
    return this.views.preparation(number);
  }

  /** Hand-overs of a batch, the newest first. */
  @Get(':number/hand-overs')
  @ListQueries()
  @Performs('card-batches.list-hand-overs')
  handOvers(@Param('number') number: string, @AskedList() ask: ListAsk): Promise<HandOversDto> {
    return this.views.handOvers(number, ask);
  }

  /** The list of a hand-over to a unit: `form` is `html`, to print and sign, or `csv`. */
  @Get('hand-overs/:number/list')
  @Performs('hand-overs.fetch')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async handOverList(
    @Param('number') number: string,
    @Query('form') asked?: string,
  ): Promise<StreamableFile> {
    const form = oneOf('form', asked, ['csv', 'html']) ?? 'html';
    return new StreamableFile(await this.views.handOverList(number, form), {
      type: 'application/octet-stream',
      disposition: `attachment; filename="hand-over-${number.replaceAll(/[^\d-]/g, '')}.${form}"`,
    });
  }
}
