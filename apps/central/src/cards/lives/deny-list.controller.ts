/** Gives terminals the cards they have to refuse while they have no network. */
import { Controller, Get, Query } from '@nestjs/common';
import { Database } from '../../ground/database/database.js';
import { ChangeNumberPipe } from '../../ground/http/change-number.pipe.js';
import { Performs } from '../../ground/http/identity.js';
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
    return this.database.transaction(async (tx) => {
      const entries = await this.store.changed(tx, since, pageLength);
      const next = entries.at(-1)?.changeNumber;
      // Whoever is ahead of us heard of changes that a restored backup no longer has.
      return { entries, next: next ?? Math.min(since, await this.store.lastChange(tx)) };
    });
  }
}
