/** Lists how it stands with the proof of life of whoever draws a benefit that asks for it. */
import { Controller, Get, Query } from '@nestjs/common';
import { Performs } from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf } from '../../ground/lists/one-of.js';
import { lifeStates } from './life-standing.js';
import { LifeStandingsDto } from './life-standings.dto.js';
import { LifeStandings } from './life-standings.service.js';

@Controller('v1/proofs-of-life')
export class LifeStandingsController {
  constructor(private readonly standings: LifeStandings) {}

  /** Whose ends first comes first. */
  @Get()
  @ListQueries('state')
  @Performs('proofs-of-life.list')
  list(@AskedList() ask: ListAsk, @Query('state') state?: string): Promise<LifeStandingsDto> {
    return this.standings.list(oneOf('state', state, lifeStates), ask);
  }
}
