/** Lets those who make, approve and audit batches see what was looked at and imported. */
import { Controller, Get, Query } from '@nestjs/common';
import { Performs } from '../../ground/http/identity.js';
import { oneOf } from '../../ground/lists/one-of.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { CardImportsDto } from './card-imports.dto.js';
import { ImportListService } from './import-list.service.js';

@Controller('v1/card-imports')
export class CardImportsController {
  constructor(private readonly imports: ImportListService) {}

  /** Files looked at and imported, the newest first, with their control totals; `unfit`: those of which every row was refused and none was taken since. */
  @Get()
  @ListQueries('state')
  @Performs('card-imports.list')
  list(@AskedList() ask: ListAsk, @Query('state') state?: string): Promise<CardImportsDto> {
    return this.imports.list(oneOf('state', state, ['examined', 'committing', 'committed', 'unfit']), ask);
  }
}
