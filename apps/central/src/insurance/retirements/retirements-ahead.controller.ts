/** Lists who reaches the age for a pension in the next months. */
import { Controller, Get, Query } from '@nestjs/common';
import { Performs } from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf } from '../../ground/lists/one-of.js';
import { RetirementsAheadDto } from './retirements-ahead.dto.js';
import { RetirementsAhead } from './retirements-ahead.service.js';

const pensions = ['110', '120', '170'] as const;
const spans = ['1', '3', '6', '12'] as const;

@Controller('v1/retirements-ahead')
export class RetirementsAheadController {
  constructor(private readonly retirements: RetirementsAhead) {}

  /** Who reaches it first comes first; `months`: within so many; `missing`: `yes` for those who will be short of months. */
  @Get()
  @ListQueries('scheme', 'months', 'missing')
  @Performs('retirements-ahead.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('scheme') scheme?: string,
    @Query('months') months?: string,
    @Query('missing') missing?: string,
  ): Promise<RetirementsAheadDto> {
    const within = oneOf('months', months, spans);
    return this.retirements.list(
      {
        scheme: oneOf('scheme', scheme, pensions),
        months: within === null ? null : Number(within),
        isShort: oneOf('missing', missing, ['yes'] as const) !== null,
      },
      ask,
    );
  }
}
