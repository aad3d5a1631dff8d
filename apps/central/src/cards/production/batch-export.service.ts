/** Exports a batch: what its cards are made of, in a file that only the card maker can read. */
import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { cardKeyNames, type CardKeyName, type CardKeys } from '#libs/cards/card-keys.js';
import { makerFileFormat, type MakerFileTrailer, type MakerItem } from '#libs/cards/maker-file.js';
import { cardFiles } from '#libs/cards/personalisation.js';
import { makeApplicationNumber } from '#libs/identity/application-number.js';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import { countOf } from '#libs/policy/look-up.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { holderOnChip } from '../lives/chip-content.js';
import { KeysService } from '../keys/keys.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import {
  BatchAllotmentService,
  type ProducedBatch,
  type ProductionOrder,
} from './batch-allotment.service.js';
import { fileTurn } from './batch-files.service.js';
import { BatchFilesStore } from './batch-files.store.js';
import { BatchItemsStore, type ChipToMake, type ItemToMake } from './batch-items.store.js';
import { CardBatchesService } from './card-batches.service.js';
import { CardBatchesStore } from './card-batches.store.js';
import { CardMakersService } from './card-makers.service.js';
import { MakerFileWriter } from './maker-file-writer.js';
import { SigningKeyService, type SigningKey } from './signing-key.service.js';

export type ExportOrder = ProductionOrder & { readonly out: string };

export type ExportReport = Pick<MakerFileTrailer, 'items' | 'chunks' | 'digest' | 'contentDigest'> & {
  readonly batch: string;
  readonly file: string;
};

const pageLength = 250;
/** Cards whose keys the vault is asked for at a time. */
const keysEach = 1000;

type Writing = {
  readonly out: string;
  readonly signingKey: SigningKey;
  readonly by: string;
  readonly progress: Progress;
};

/** Keys of a whole batch by chip, close together: there are as many as cards. */
class PackedKeys {
  private readonly packed = new Map<string, Uint8Array>();

  put(chips: readonly ChipToMake[], keys: readonly CardKeys[]): void {
    for (const [index, chip] of chips.entries()) {
      const own = keys[index];
      if (own === undefined) throw new Error('a card got no keys');
      this.packed.set(nameOf(chip), concat(...cardKeyNames.map((name) => own[name])));
    }
  }

  of(chip: ChipToMake): CardKeys | null {
    const own = this.packed.get(nameOf(chip));
    if (own === undefined) return null;
    const key = (name: CardKeyName): Uint8Array =>
      own.subarray(cardKeyNames.indexOf(name) * 16, cardKeyNames.indexOf(name) * 16 + 16);
    return { irk: key('irk'), rksse: key('rksse'), uk: key('uk'), puk: key('puk'), stk: key('stk') };
  }
}

const nameOf = ({ historicalBytes, algorithm, keyVersion }: ChipToMake): string =>
  `${historicalBytes} ${algorithm} ${keyVersion}`;

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
    private readonly allotment: BatchAllotmentService,
    private readonly batches: CardBatchesService,
    private readonly store: CardBatchesStore,
    private readonly items: BatchItemsStore,
    private readonly files: BatchFilesStore,
    private readonly makers: CardMakersService,
    private readonly signing: SigningKeyService,
    private readonly keys: KeysService,
    private readonly policy: PolicyService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /**
   * Gives chips and card numbers to what has none yet, then writes the file. Run again it writes the same items again, as long as
   * they have no result. Throws Refused `batch-unknown`, `batch-not-approved`, `batch-exported-otherwise`, `maker-unknown`,
   * `depot-unknown`, `accounts-missing`, `accounts-unfinished`, `chips-missing`, `batch-finished`, `signing-key-missing`,
   * `work-unfinished`.
   */
  async export(order: ExportOrder, by: string, progress: Progress): Promise<ExportReport> {
    // Before anything is allotted on a machine that cannot sign for it.
    const signingKey = await this.signing.open(by);
    const batch = await this.allotment.allot(order, by, progress);
    return this.write(batch, order.out, signingKey, by, progress);
  }

  private async write(
    batch: ProducedBatch,
    out: string,
    signingKey: SigningKey,
    by: string,
    progress: Progress,
  ): Promise<ExportReport> {
    const keys = await this.keysOf(batch);
    const { report, writer } = await this.database.transaction((tx) =>
      this.draft(tx, batch, keys, { out, signingKey, by, progress }),
    );
    // Only once it is on record what was written does the file get its name.
    await writer.publish();
    return report;
  }

  /**
   * The keys of everything that is to be made, before the transaction that writes it: it holds a turn that others wait for, and a
   * security module may take its time. Eighty bytes a card; they leave with the file, once their use is on record.
   */
  private async keysOf(batch: ProducedBatch): Promise<PackedKeys> {
    const packed = new PackedKeys();
    for (let first = 1; first <= batch.items; first += keysEach) {
      const chips = await this.database.transaction(async (tx) => {
        await this.items.planByIndex(tx);
        return this.items.chipsToMake(tx, { batchId: batch.id, first, last: first + keysEach - 1 });
      });
      packed.put(chips, await this.keys.cardKeysOfMany(chips));
    }
    return packed;
  }

  private async draft(
    tx: Transaction,
    batch: ProducedBatch,
    keys: PackedKeys,
    { out, signingKey, by, progress }: Writing,
  ): Promise<{ readonly report: ExportReport; readonly writer: MakerFileWriter }> {
    // Two at one file would write over each other.
    if (!(await this.store.tryTurn(tx, `export ${batch.number}`)))
      throw new Refused('work-unfinished', batch.number);
    // The maker gets every account that was accepted, and none is accepted while it is written what the maker gets.
    await this.batches.takeTurn(tx, fileTurn(batch.number));
    if ((await this.files.unfinished(tx, batch.id, 'accounts')).length > 0)
      throw new Refused('accounts-unfinished', batch.number);
    await this.items.planByIndex(tx);
    const { publicKey } = await this.makers.get(tx, batch.maker);
    const count = await this.items.sent(tx, batch.id);
    if (count === 0) throw new Refused('batch-finished', batch.number);
    const header = {
      format: makerFileFormat,
      part: 'header',
      batch: batch.number,
      areaCode: this.config.areaCode,
      maker: batch.maker,
      depot: batch.depot,
      items: count,
    } as const;
    const makerKey = await this.makers.keyOf(publicKey);
    const writer = await MakerFileWriter.begin(out, header, makerKey, signingKey.key);
    try {
      progress.begin({ zh: '制卡数据', en: 'Personalisation data' }, count);
      const trailer = await this.writeItems(tx, batch, keys, { by, writer, progress });
      const { items, chunks, digest, contentDigest } = trailer;
      if (items !== count) throw new Refused('work-unfinished', batch.number);
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
    keys: PackedKeys,
    { by, writer, progress }: Pick<Writing, 'by' | 'progress'> & { readonly writer: MakerFileWriter },
  ): Promise<MakerFileTrailer> {
    const pinTryLimit = await this.policy.value(tx, batch.issuedOn, countOf('card.pin-try-limit'));
    const pageFrom = (first: number): Promise<readonly ItemToMake[]> =>
      first > batch.items
        ? Promise.resolve([])
        : this.items.toMake(tx, { batchId: batch.id, first, last: first + pageLength - 1 });
    let done = 0;
    let page = await pageFrom(1);
    for (let first = 1; first <= batch.items; first += pageLength) {
      const asker = { purpose: 'personalisation', subject: batch.number, staffNumber: by };
      await this.keys.recordUseOfMany(tx, asker, page);
      const writePage = async (items: readonly ItemToMake[]): Promise<void> => {
        for (const item of items) {
          const own = keys.of(item);
          // It was given its chip since the keys were asked for.
          if (own === null) throw new Refused('work-unfinished', batch.number);
          await writer.add(this.makerItem(batch, item, own, pinTryLimit));
        }
        done += items.length;
        progress.at(done);
      };
      // The next page is on its way while this one is worked on; after the keys’ use is on record.
      // Both are waited for together: a page that is lost while this one is written has somebody who hears of it.
      [page] = await Promise.all([pageFrom(first + pageLength), writePage(page)]);
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
