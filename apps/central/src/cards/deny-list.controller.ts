/** Gives terminals the cards they have to refuse while they have no network. */
import { Controller, Get, Query } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ChangeNumberPipe } from '../http/change-number.pipe.js';
import { Performs } from '../http/identity.js';
import { DenyListDto } from './deny-list.dto.js';
import { DenyListStore } from './deny-list.store.js';

const pageLength = 1000;

@Controller('v1/deny-list')
export class DenyListController {
  constructor(
    private readonly database: Database,
    private readonly store: DenyListStore,
  ) {}

  /** Entries that changed after `since`, in the order they changed; 1000 at most. */
  @Get()
  @Performs('deny-list.read')
  async read(@Query('since', ChangeNumberPipe) since: number): Promise<DenyListDto> {
    const entries = await this.database.transaction((tx) => this.store.changed(tx, since, pageLength));
    return { entries, next: entries.at(-1)?.changeNumber ?? since };
  }
}
