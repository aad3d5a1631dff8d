/** Puts a batch into production: chips and numbers for its items, and their data in a file only the card maker can read. */
import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CardKeys } from '#libs/cards/card-keys.js';
import { makerFileFormat, type MakerFileTrailer, type MakerItem } from '#libs/cards/maker-file.js';
import { cardFiles, identificationCode } from '#libs/cards/personalisation.js';
import { describeProblem } from '#libs/contract/problems.js';
import { makeApplicationNumber } from '#libs/identity/application-number.js';
import { cardNumberOfSerial } from '#libs/identity/card-number.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { addYears, type PlainDate } from '#libs/kernel/plain-date.js';
import { countOf } from '#libs/policy/look-up.js';
import { AuditStore } from '../audit/audit.store.js';
import { BatchWork, chunksOver, type WorkChunk } from '../batch-work/batch-work.service.js';
import { CardStockService } from '../card-stock/card-stock.service.js';
import { CardLives } from '../cards/card-lives.service.js';
import { Clock } from '../clock.js';
import type { Progress } from '../command-line/progress.js';
import { CONFIG, type CentralConfig } from '../config.js';
import { Database, type Transaction } from '../database/database.js';
import { Refused } from '../http/refused.js';
import { holderOnChip } from '../issuances/chip-content.js';
import { KeysService } from '../keys/keys.service.js';
import { PolicyService } from '../policy/policy.service.js';
import { BatchApprovalService } from './batch-approval.service.js';
import { fileTurn } from './batch-files.service.js';
import { BatchFilesStore } from './batch-files.store.js';
import { BatchItemsStore, type ItemToMake } from './batch-items.store.js';
import { batchWorks } from './batch-words.js';
import { CardBatchesService, itemsEach, type BatchRecord } from './card-batches.service.js';
import { CardBatchesStore } from './card-batches.store.js';
import { CardMakersService } from './card-makers.service.js';
import { MakerFileWriter } from './maker-file-writer.js';

export type ExportOrder = {
  readonly batch: string;
  readonly maker: string;
  readonly depot: string;
  readonly out: string;
  /** Also items whose bank account is not known. */
  readonly withoutAccount: boolean;
};

export type ExportReport = Pick<MakerFileTrailer, 'items' | 'chunks' | 'digest' | 'contentDigest'> & {
  readonly batch: string;
  readonly file: string;
};

/** A batch in production: its maker, depot and dates are settled. */
type ProducedBatch = BatchRecord & {
  readonly maker: string;
  readonly depot: string;
  readonly issuedOn: PlainDate;
  readonly validUntil: PlainDate;
};

const pageLength = 250;

/**
 * The PIN of a sealed card: made of its own PUK, so that an export repeated writes the same and nobody can reckon it who could
 * not reload the PIN anyway. It opens nothing: enabling sets the holder's.
 */
const sealedPin = (puk: Uint8Array, cardNumber: string): string =>
  String(
    createHmac('sha256', puk).update(`sealed PIN ${cardNumber}`).digest().readUInt32BE(0) % 1_000_000,
  ).padStart(6, '0');

const hexKeys = (keys: CardKeys): MakerItem['keys'] => ({
  irk: toHex(keys.irk),
  rksse: toHex(keys.rksse),
  uk: toHex(keys.uk),
  puk: toHex(keys.puk),
  stk: toHex(keys.stk),
});

@Injectable()
export class BatchExportService {
  constructor(
    private readonly database: Database,
    private readonly batches: CardBatchesService,
    private readonly approvals: BatchApprovalService,
    private readonly store: CardBatchesStore,
    private readonly items: BatchItemsStore,
    private readonly files: BatchFilesStore,
    private readonly makers: CardMakersService,
    private readonly stock: CardStockService,
    private readonly lives: CardLives,
    private readonly keys: KeysService,
    private readonly policy: PolicyService,
    private readonly work: BatchWork,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /**
   * Gives chips and card numbers to what has none yet, then writes the file. Run again it writes the same items again, as long as
   * they have no result. Throws Refused `batch-unknown`, `batch-not-approved`, `batch-exported-otherwise`, `maker-unknown`,
   * `depot-unknown`, `accounts-missing`, `accounts-unfinished`, `chips-missing`, `batch-empty`, `still-running`.
   */
  async export(order: ExportOrder, by: string, progress: Progress): Promise<ExportReport> {
    const { batch, workId } = await this.begin(order, by);
    await this.work.run(workId, (tx, chunk) => this.allot(tx, batch, chunk, by), {
      label: batchWorks['card-batch.allot'],
      progress,
    });
    return this.write(batch, order.out, by, progress);
  }

  private begin(
    order: ExportOrder,
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
  private async allot(
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

  private async write(
    batch: ProducedBatch,
    out: string,
    by: string,
    progress: Progress,
  ): Promise<ExportReport> {
    const { report, writer } = await this.database.transaction((tx) =>
      this.draft(tx, batch, out, by, progress),
    );
    // Only once it is on record what was written does the file get its name.
    await writer.publish();
    return report;
  }

  private async draft(
    tx: Transaction,
    batch: ProducedBatch,
    out: string,
    by: string,
    progress: Progress,
  ): Promise<{ readonly report: ExportReport; readonly writer: MakerFileWriter }> {
    // Two at one file would write over each other.
    if (!(await this.store.tryTurn(tx, `export ${batch.number}`)))
      throw new Refused('still-running', batch.number);
    // The maker gets every account that was accepted, and none is accepted while it is written what the maker gets.
    await this.batches.takeTurn(tx, fileTurn(batch.number));
    if ((await this.files.unfinished(tx, batch.id, 'accounts')).length > 0)
      throw new Refused('accounts-unfinished', batch.number);
    await this.items.planByIndex(tx);
    const { publicKey } = await this.makers.get(tx, batch.maker);
    const count = await this.items.sent(tx, batch.id);
    if (count === 0) throw new Refused('batch-empty', batch.number);
    const header = {
      format: makerFileFormat,
      part: 'header',
      batch: batch.number,
      areaCode: this.config.areaCode,
      maker: batch.maker,
      depot: batch.depot,
      items: count,
    } as const;
    const { key: signingKey } = await this.makers.signing();
    const writer = await MakerFileWriter.begin(out, header, await this.makers.keyOf(publicKey), signingKey);
    try {
      progress.begin({ zh: '制卡数据', en: 'Personalisation data' }, count);
      const trailer = await this.writeItems(tx, batch, by, writer, progress);
      const { items, chunks, digest, contentDigest } = trailer;
      if (items !== count) throw new Refused('still-running', batch.number);
      const at = this.clock.now();
      await this.store.setExported(tx, batch.id, at, by);
      await this.audit.append(tx, {
        at,
        action: 'card-batch.exported',
        staffNumber: by,
        subject: batch.number,
        detail: { maker: batch.maker, items, digest, contentDigest },
      });
      return { report: { batch: batch.number, file: out, items, chunks, digest, contentDigest }, writer };
    } catch (fault) {
      await writer.abandon();
      throw fault;
    }
  }

  private async writeItems(
    tx: Transaction,
    batch: ProducedBatch,
    by: string,
    writer: MakerFileWriter,
    progress: Progress,
  ): Promise<MakerFileTrailer> {
    const pinTryLimit = await this.policy.value(tx, batch.issuedOn, countOf('card.pin-try-limit'));
    const pageFrom = (first: number): Promise<readonly ItemToMake[]> =>
      first > batch.items
        ? Promise.resolve([])
        : this.items.toMake(tx, { batchId: batch.id, first, last: first + pageLength - 1 });
    let done = 0;
    let page = await pageFrom(1);
    for (let first = 1; first <= batch.items; first += pageLength) {
      const keys = await this.keys.cardKeysOfMany(
        tx,
        { purpose: 'personalisation', subject: batch.number, staffNumber: by },
        page.map(({ algorithm, historicalBytes, keyVersion }) => ({
          algorithm,
          historicalBytes,
          keyVersion,
        })),
      );
      // The next page is on its way while this one is worked on; after the keys, whose use is put on record first.
      const next = pageFrom(first + pageLength);
      for (const [index, item] of page.entries()) {
        const own = keys[index];
        if (own === undefined) throw new Error('a card got no keys');
        await writer.add(this.makerItem(batch, item, own, pinTryLimit));
      }
      done += page.length;
      progress.at(done);
      page = await next;
    }
    return writer.end();
  }

  private makerItem(
    { issuedOn, validUntil }: ProducedBatch,
    item: ItemToMake,
    keys: CardKeys,
    pinTryLimit: number,
  ): MakerItem {
    const { areaCode } = this.config;
    return {
      item: item.item,
      application: makeApplicationNumber(areaCode, item.applicationId),
      cardNumber: item.cardNumber,
      identificationCode: item.identificationCode,
      historicalBytes: item.historicalBytes,
      specificationVersion: item.specificationVersion,
      algorithm: item.algorithm,
      keyVersion: item.keyVersion,
      files: cardFiles({
        specificationVersion: item.specificationVersion,
        chipSerial: fromHex(item.historicalBytes),
        cityCode: areaCode,
        cardNumber: item.cardNumber,
        issueDate: issuedOn,
        validUntil,
        initialisingInstitution: `${areaCode}000000`,
        holder: holderOnChip(item, areaCode),
      }),
      keys: hexKeys(keys),
      pin: sealedPin(keys.puk, item.cardNumber),
      pinTryLimit,
      bankAccount: item.bankAccount,
      photo: item.photo?.toString('base64') ?? null,
    };
  }
}
