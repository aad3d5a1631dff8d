/** Puts a batch into production: maker, depot and dates settled, a chip and a card number for every item. */
import { Inject, Injectable } from '@nestjs/common';
import { identificationCode } from '#libs/cards/personalisation.js';
import { describeProblem } from '#libs/contract/problems.js';
import { cardNumberOfSerial } from '#libs/identity/card-number.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { addYears, type PlainDate } from '#libs/kernel/plain-date.js';
import { countOf } from '#libs/policy/look-up.js';
import { ChunkedWork, chunksOver, type WorkChunk } from '../../ground/chunked-work/chunked-work.service.js';
import { CardStockService } from '../stock/card-stock.service.js';
import { CardLives } from '../lives/card-lives.service.js';
import { Clock } from '../../ground/clock.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { KeysService } from '../keys/keys.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { BatchApprovalService } from './batch-approval.service.js';
import { BatchItemsStore } from './batch-items.store.js';
import { batchWorks } from './batch-words.js';
import { CardBatchesService, itemsEach, type BatchRecord } from './card-batches.service.js';
import { CardBatchesStore } from './card-batches.store.js';
import { CardMakersService } from './card-makers.service.js';

export type ProductionOrder = {
  readonly batch: string;
  readonly maker: string;
  readonly depot: string;
  /** Also items whose bank account is not known. */
  readonly withoutAccount: boolean;
};

/** A batch in production: its maker, depot and dates are settled. */
export type ProducedBatch = BatchRecord & {
  readonly maker: string;
  readonly depot: string;
  readonly issuedOn: PlainDate;
  readonly validUntil: PlainDate;
};

@Injectable()
export class BatchAllotmentService {
  constructor(
    private readonly database: Database,
    private readonly batches: CardBatchesService,
    private readonly approvals: BatchApprovalService,
    private readonly store: CardBatchesStore,
    private readonly items: BatchItemsStore,
    private readonly makers: CardMakersService,
    private readonly stock: CardStockService,
    private readonly lives: CardLives,
    private readonly keys: KeysService,
    private readonly policy: PolicyService,
    private readonly work: ChunkedWork,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /**
   * Gives chips and card numbers to what has none yet; run again it goes on. Throws Refused `batch-unknown`, `batch-not-approved`,
   * `batch-exported-otherwise`, `maker-unknown`, `depot-unknown`, `accounts-missing`, `chips-missing`.
   */
  async allot(order: ProductionOrder, by: string, progress: Progress): Promise<ProducedBatch> {
    const { batch, workId } = await this.begin(order, by);
    await this.work.run(workId, (tx, chunk) => this.allotItems(tx, batch, chunk, by), {
      label: batchWorks['card-batch.allot'],
      progress,
    });
    return batch;
  }

  private begin(
    order: ProductionOrder,
    by: string,
  ): Promise<{ readonly batch: ProducedBatch; readonly workId: string }> {
    return this.database.transaction(async (tx) => {
      const batch = await this.batches.lock(tx, order.batch);
      if (!(await this.approvals.isDone(tx, batch))) throw new Refused('batch-not-approved', batch.number);
      await this.makers.get(tx, order.maker);
      if (!(await this.stock.hasDepot(tx, order.depot))) throw new Refused('depot-unknown', order.depot);
      if (
        (batch.maker !== null && batch.maker !== order.maker) ||
        (batch.depot !== null && batch.depot !== order.depot)
      )
        throw new Refused('batch-exported-otherwise', `${batch.maker} ${batch.depot}`);
      const { unsent, withoutAccount } = await this.items.toSend(tx, batch.id);
      if (withoutAccount > 0 && !order.withoutAccount)
        throw new Refused('accounts-missing', String(withoutAccount));
      const missing = unsent - (await this.items.blankChips(tx, order.depot));
      if (missing > 0) throw new Refused('chips-missing', String(missing));
      const years = await this.policy.value(tx, this.clock.today(), countOf('card.validity-years'));
      const issuedOn = batch.issuedOn ?? this.clock.today();
      const validUntil = batch.validUntil ?? addYears(issuedOn, years);
      const made = { maker: order.maker, depot: order.depot, issuedOn, validUntil };
      if (batch.maker === null) await this.store.setProduction(tx, batch.id, made);
      const workId = await this.work.plan(
        tx,
        { kind: 'card-batch.allot', subject: batch.number, plannedBy: by },
        chunksOver(1, batch.items, itemsEach),
      );
      return { batch: { ...batch, ...made }, workId };
    });
  }

  /** Chips, card numbers and production for a range of items. Throws Refused `chips-missing`. */
  private async allotItems(
    tx: Transaction,
    batch: ProducedBatch,
    { first, last }: WorkChunk,
    by: string,
  ): Promise<void> {
    await this.items.planByIndex(tx);
    const at = this.clock.now();
    const unsent = await this.items.unsent(tx, { batchId: batch.id, first, last });
    const { refused } = await this.lives.moveMany(
      tx,
      { applicationIds: unsent.map(({ applicationId }) => applicationId) },
      'produce',
      { at, staffNumber: by, terminalId: null, batchNumber: batch.number },
    );
    const leftOut = new Map<number, string>();
    for (const { item, applicationId } of unsent) {
      const refusal = refused.get(applicationId);
      if (refusal !== undefined) leftOut.set(item, describeProblem(refusal).title.zh);
    }
    if (leftOut.size > 0) await this.items.leaveOut(tx, batch.id, leftOut, at);
    const sent = unsent.filter(({ item }) => !leftOut.has(item));
    const chips = await this.items.takeChips(tx, batch.depot, sent.length);
    if (chips.length < sent.length) throw new Refused('chips-missing', String(sent.length - chips.length));
    const serials = await this.items.serials(tx, sent.filter(({ cardNumber }) => cardNumber === null).length);
    const allotments = sent.map(({ item, applicationId, cardNumber: known }, index) => {
      const historicalBytes = chips[index];
      if (historicalBytes === undefined) throw new Error('a chip was counted twice');
      const cardNumber = known ?? cardNumberOfSerial(serials.pop() ?? 0);
      const code = identificationCode({
        cityCode: this.config.areaCode,
        chipSerial: fromHex(historicalBytes),
        cardNumber,
      });
      return { item, applicationId, historicalBytes, cardNumber, identificationCode: toHex(code) };
    });
    await this.items.allot(tx, batch.id, await this.keys.currentVersion(tx), allotments);
  }
}
