/** What the console shows of batches: lists that are searched as a whole, what a batch needs, its photos, and the lists of hand-overs. */
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { makeApplicationNumber } from '#libs/identity/application-number.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, ReportsDatabase } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { describeBatch, describeWorks } from './batch-overview.service.js';
import type {
  BatchPreparationDto,
  HandOversDto,
  ListedBatchesDto,
  ListedItemsDto,
} from './batch-views.dto.js';
import { BatchViewsStore, type ItemFilter } from './batch-views.store.js';
import { isItemState, wordsOfItem } from './batch-words.js';
import { CardBatchesService } from './card-batches.service.js';
import { CardBatchesStore } from './card-batches.store.js';
import { CardMakersService } from './card-makers.service.js';
import { handOverText, type ListForm } from './hand-over-list.js';
import { HandOversService } from './hand-overs.service.js';
import { ChunkedWork } from '../../ground/chunked-work/chunked-work.service.js';

@Injectable()
export class BatchViewsService {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportsDatabase,
    private readonly batches: CardBatchesService,
    private readonly batchesStore: CardBatchesStore,
    private readonly store: BatchViewsStore,
    private readonly makers: CardMakersService,
    private readonly handOversService: HandOversService,
    private readonly work: ChunkedWork,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** Batches with where their cards stand and the work under way: one question, and no other for each of them. */
  list(state: string | null, ask: ListAsk): Promise<ListedBatchesDto> {
    return this.reports.snapshot(async (tx) => {
      const { rows, next, total } = await this.store.batches(tx, state, ask);
      const standings = await this.store.standings(
        tx,
        rows.map(({ id }) => id),
      );
      const batches = [];
      for (const batch of rows)
        batches.push({
          ...describeBatch(batch),
          stages: standings
            .filter(({ batchId }) => batchId === batch.id)
            .map(({ state: at, items }) => ({ state: at, words: wordsOfItem(at), items })),
          work: (await describeWorks(tx, this.batchesStore, this.work, batch.number)).filter(
            ({ finished }) => !finished,
          ),
        });
      return { batches, next, total };
    });
  }

  /** Throws Refused `batch-unknown`, `malformed-request`. */
  items(number: string, filter: ItemFilter, ask: ListAsk): Promise<ListedItemsDto> {
    if (filter.state !== null && !isItemState(filter.state)) throw new Refused('malformed-request', 'state');
    return this.database.read(async (tx) => {
      const batch = await this.batches.get(tx, number);
      const { rows, next, total } = await this.store.items(tx, batch.id, filter, ask);
      return {
        items: rows.map(({ applicationId, socialSecurityNumber, ...item }) => ({
          ...item,
          applicationNumber: makeApplicationNumber(this.config.areaCode, applicationId),
          maskedNumber: maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber),
          words: wordsOfItem(item.state),
        })),
        next,
        total,
      };
    });
  }

  /** Throws Refused `batch-unknown`, `not-found`. */
  photo(number: string, item: number): Promise<Uint8Array> {
    return this.database.read(async (tx) => {
      const batch = await this.batches.get(tx, number);
      const photo = await this.store.photo(tx, batch.id, item);
      if (photo === null) throw new Refused('not-found', String(item));
      return photo;
    });
  }

  /** What a batch still needs, what there is of it, and who waits for its cards. Throws Refused `batch-unknown`. */
  async preparation(number: string): Promise<BatchPreparationDto> {
    const makers = await this.makers.list();
    return this.reports.snapshot(async (tx) => {
      const { id } = await this.batches.get(tx, number);
      const { feeFen, ...needs } = await this.store.preparation(tx, id);
      return {
        ...needs,
        fee: formatYuan(fen(BigInt(feeFen))),
        depots: await this.store.blanks(tx),
        makers: makers
          .filter(({ withdrawnAt }) => withdrawnAt === null)
          .map(({ code, name, thumbprint }) => ({ code, name, thumbprint })),
        waiting: await this.store.waiting(tx, id),
      };
    });
  }

  /** Throws Refused `batch-unknown`. */
  handOvers(number: string, ask: ListAsk): Promise<HandOversDto> {
    return this.database.read(async (tx) => {
      const { id } = await this.batches.get(tx, number);
      const { rows, next, total } = await this.store.handOvers(tx, id, ask);
      return { handOvers: rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })), next, total };
    });
  }

  /** The list of a hand-over to a unit, to be signed. Throws Refused `not-found`. */
  async handOverList(number: string, form: ListForm): Promise<Readable> {
    const found = await this.handOversService.find(number);
    return Readable.from(
      handOverText(
        form,
        { agency: this.config.agency.zh, batch: found.batch, handOver: found.handOver },
        this.handOversService.list(found.handOver),
      ),
    );
  }
}
