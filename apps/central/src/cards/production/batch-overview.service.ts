/** What the console and the command line show of batches: how far each has come, its items, and cards nobody collects. */
import { Inject, Injectable } from '@nestjs/common';
import { makeApplicationNumber } from '#libs/identity/application-number.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { ChunkedWork } from '../../ground/chunked-work/chunked-work.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, ReportsDatabase, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { batchStates, batchSteps, batchWorks, isItemState, itemEnds, wordsOfItem } from './batch-words.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import type {
  BatchItemsDto,
  BatchWorkDto,
  CardBatchDto,
  CardBatchStatusDto,
  UnclaimedCardsDto,
} from './card-batches.dto.js';
import { CardBatchesService } from './card-batches.service.js';
import { CardBatchesStore, type BatchRecord } from './card-batches.store.js';
import { UnclaimedStore } from './unclaimed.store.js';

const pageLength = 100;
const daysAtMost = 36_525;
const dayMs = 24 * 3600_000;

/** A batch as it travels. */
export const describeBatch = (batch: BatchRecord): CardBatchDto => ({
  number: batch.number,
  state: batch.state,
  words: batchStates[batch.state],
  items: batch.items,
  madeBy: batch.madeBy,
  decidedBy: batch.decidedBy,
  rejectReason: batch.rejectReason,
  maker: batch.maker,
  depot: batch.depot,
  issuedOn: batch.issuedOn,
  validUntil: batch.validUntil,
  madeAt: batch.madeAt.toISOString(),
  decidedAt: batch.decidedAt?.toISOString() ?? null,
  exportedAt: batch.exportedAt?.toISOString() ?? null,
});

/** Long work on a batch, with its rate and time left. */
export const describeWorks = async (
  tx: Transaction,
  store: CardBatchesStore,
  work: ChunkedWork,
  number: string,
): Promise<BatchWorkDto[]> => {
  const described: BatchWorkDto[] = [];
  for (const [kind, words] of Object.entries(batchWorks)) {
    for (const id of await store.worksOf(tx, kind, number)) {
      const status = await work.status(tx, id);
      const endMs = Date.parse(status.finishedAt ?? status.lastDoneAt ?? status.plannedAt);
      const seconds = (endMs - Date.parse(status.plannedAt)) / 1000;
      const rate = seconds > 0 && status.itemsDone > 0 ? status.itemsDone / seconds : null;
      const finished = status.finishedAt !== null;
      described.push({
        kind,
        words,
        done: status.itemsDone,
        total: status.items,
        ratePerSecond: rate === null ? null : Math.round(rate),
        secondsLeft: finished || rate === null ? null : Math.ceil((status.items - status.itemsDone) / rate),
        finished,
      });
    }
  }
  return described;
};

@Injectable()
export class BatchOverviewService {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportsDatabase,
    private readonly batches: CardBatchesService,
    private readonly store: CardBatchesStore,
    private readonly unclaimedStore: UnclaimedStore,
    private readonly work: ChunkedWork,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** Stages, work and what went wrong. Throws Refused `batch-unknown`. */
  status(number: string): Promise<CardBatchStatusDto> {
    return this.reports.snapshot(async (tx) => {
      const batch = await this.batches.get(tx, number);
      const counts = await this.store.counts(tx, batch.id);
      const states = [...new Set(counts.map(({ state }) => state))];
      return {
        ...describeBatch(batch),
        steps: (await this.store.steps(tx, batch)).map(({ at, ...step }) => ({
          ...step,
          words: batchSteps[step.step],
          at: at.toISOString(),
        })),
        stages: states.map((state) => ({
          state,
          words: wordsOfItem(state),
          items: counts.reduce((sum, count) => sum + (count.state === state ? count.items : 0), 0),
        })),
        work: await describeWorks(tx, this.store, this.work, number),
        findings: counts.flatMap(({ state, reason, items }) =>
          state in itemEnds ? [{ state, words: wordsOfItem(state), reason: reason ?? '', items }] : [],
        ),
      };
    });
  }

  /** A page of items after a number, of one standing when it is given. Throws Refused `batch-unknown`, `malformed-request`. */
  items(number: string, state: string | null, after: number, limit = pageLength): Promise<BatchItemsDto> {
    if (state !== null && !isItemState(state)) throw new Refused('malformed-request', 'state');
    return this.database.read(async (tx) => {
      const batch = await this.batches.get(tx, number);
      const items = await this.store.items(tx, batch.id, { state, after, limit });
      return {
        items: items.map(({ applicationId, socialSecurityNumber, ...item }) => ({
          ...item,
          applicationNumber: makeApplicationNumber(this.config.areaCode, applicationId),
          maskedNumber: maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber),
          words: wordsOfItem(item.state),
        })),
        next: items.length === limit ? (items.at(-1)?.item ?? null) : null,
      };
    });
  }

  /** Cards that lie at a depot for more than so many days: by unit, and the longest waiting one by one. */
  unclaimed(days: number, unit: string | null, ask: ListAsk): Promise<UnclaimedCardsDto> {
    // No card lies as long as a century: more days than that would be before any date there is.
    const before = new Date(this.clock.now().getTime() - Math.min(days, daysAtMost) * dayMs);
    return this.reports.snapshot(async (tx) => {
      const { rows, next, total } = await this.unclaimedStore.cards(tx, { before, unit }, ask);
      return {
        days,
        units: await this.unclaimedStore.units(tx, before),
        cards: rows.map(({ socialSecurityNumber, deliveredAt, ...card }) => ({
          ...card,
          maskedNumber: maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber),
          deliveredAt: deliveredAt.toISOString(),
        })),
        next,
        total,
      };
    });
  }
}
