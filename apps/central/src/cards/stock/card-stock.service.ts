/** The stock of card bodies: deliveries taken in, and the report that proves that nothing is missing. */
import { Injectable } from '@nestjs/common';
import type { ProblemCode } from '#libs/contract/problems.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { Database, ReportsDatabase, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Once } from '../../ground/once.js';
import { KeysService } from '../keys/keys.service.js';
import type {
  BatchStockDto,
  CardStockDto,
  ChipCountsDto,
  DepotStockDto,
  LotStockDto,
} from './card-stock.dto.js';
import {
  CardStockStore,
  type ChipCount,
  type LotRecord,
  type NewLot,
  type OtherSide,
} from './card-stock.store.js';

/** One card body of a delivery, as its file names it. */
export type ChipRow = {
  readonly line: number;
  readonly lot: string;
  /** AAZ507: T1–TD, 26 hexadecimal digits. */
  readonly historicalBytes: string;
  /** AAZ508. */
  readonly specificationVersion: string;
  readonly algorithm: string;
  /** What is wrong with the row itself: its quotes, its number of columns or its bytes. */
  readonly fault?: { readonly field: string; readonly code: ProblemCode } | null;
};

/** What is wrong in which row and column. */
export type ChipFinding = { readonly line: number; readonly field: string; readonly code: ProblemCode };

export type LotArrival = {
  readonly lot: string;
  readonly depot: string;
  readonly chips: number;
  /** When there are any, nothing was received; the first hundred. */
  readonly findings: readonly ChipFinding[];
};

// A file of another kind has as many findings as rows.
const findingsKept = 100;
const rowsEach = 5000;

const readLot = (
  { lot, specificationVersion, algorithm }: ChipRow,
  depot: string,
): NewLot | ChipFinding['field'] => {
  if (lot === '') return 'LOT';
  if (specificationVersion !== '2.00' && specificationVersion !== '3.00') return 'AAZ508';
  if (algorithm !== '3des' && algorithm !== 'sm4') return 'ALGORITHM';
  return { lot, depot, specificationVersion, algorithm };
};

/** Undoes what was entered of a lot that has findings. */
class LotRefused extends Error {
  constructor(readonly arrival: LotArrival) {
    super('a lot was refused');
  }
}

const parts = ['blank', 'allotted', 'personalised', 'spoiled', 'handedOver'] as const;

const total = (counts: readonly ChipCount[]): ChipCountsDto => {
  const sum: ChipCountsDto = { blank: 0, allotted: 0, personalised: 0, spoiled: 0, handedOver: 0 };
  for (const count of counts) for (const part of parts) sum[part] += count[part];
  return sum;
};

const whole = (counts: ChipCountsDto): number => parts.reduce((sum, part) => sum + counts[part], 0);

const distinct = (values: readonly (string | null)[]): string[] => [
  ...new Set(values.filter((value) => value !== null)),
];

/** Where a lot's rows and the other side, or the delivery note, say different numbers. */
const differences = (
  lot: LotRecord,
  counts: ChipCountsDto,
  other: Omit<OtherSide, 'lot'> = { allotted: 0, personalised: 0, handedOver: 0 },
): string[] => {
  const found: string[] = [];
  const compare = (what: string, ours: number, theirs: number, whose: string): void => {
    if (ours !== theirs) found.push(`lot ${lot.lot}: ${ours} chips ${what}, ${whose} say ${theirs}`);
  };
  compare('allotted', counts.allotted, other.allotted, 'applications');
  compare('personalised', counts.personalised, other.personalised, 'cards');
  compare('handed over', counts.handedOver, other.handedOver, 'cards');
  const accounted = counts.blank + counts.spoiled + other.allotted + other.personalised + other.handedOver;
  if (accounted !== lot.received)
    found.push(`lot ${lot.lot}: ${lot.received} received, ${accounted} accounted for`);
  return found;
};

/** What is entered of a lot that was taken in. */
export type LotEntered = Pick<LotArrival, 'lot' | 'depot' | 'chips'>;

@Injectable()
export class CardStockService {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportsDatabase,
    private readonly store: CardStockStore,
    private readonly keys: KeysService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  hasDepot(tx: Transaction, depot: string): Promise<boolean> {
    return this.store.hasDepot(tx, depot);
  }

  /**
   * Takes the blank chips of one lot in, all or none: rows that are wrong are named and nothing is received. Throws Refused
   * `depot-unknown`, `lot-known`, `file-empty`, `keys-missing`.
   */
  async receive(
    rows: () => AsyncIterable<ChipRow>,
    depot: string,
    by: string,
    onProgress: (rows: number) => void = () => undefined,
    enter?: Once<LotEntered>['enter'],
  ): Promise<LotArrival> {
    try {
      return await this.database.transaction(async (tx) => {
        const arrival = await this.enter(tx, rows(), depot, by, onProgress);
        await enter?.(tx, { lot: arrival.lot, depot, chips: arrival.chips });
        return arrival;
      });
    } catch (fault) {
      if (fault instanceof LotRefused) return fault.arrival;
      throw fault;
    }
  }

  private async enter(
    tx: Transaction,
    rows: AsyncIterable<ChipRow>,
    depot: string,
    by: string,
    onProgress: (rows: number) => void,
  ): Promise<LotArrival> {
    if (!(await this.store.hasDepot(tx, depot))) throw new Refused('depot-unknown', depot);
    const at = this.clock.now();
    const findings: ChipFinding[] = [];
    const find = (line: number, field: string, code: ProblemCode): void => {
      if (findings.length < findingsKept) findings.push({ line, field, code });
    };
    let lot: NewLot | null = null;
    let chips = 0;
    const lines = new Map<string, number>();
    const flush = async (of: NewLot): Promise<void> => {
      for (const known of await this.store.insertChips(tx, of, [...lines.keys()]))
        find(lines.get(known.chip) ?? 0, 'AAZ507', known.lot === of.lot ? 'row-repeated' : 'chip-known');
      lines.clear();
      onProgress(chips);
    };
    for await (const row of rows) {
      chips += 1;
      const { fault = null } = row;
      if (fault !== null) {
        find(row.line, fault.field, fault.code);
        continue;
      }
      if (lot === null) {
        const read = readLot(row, depot);
        if (typeof read === 'string') {
          find(row.line, read, 'value-unknown');
          break;
        }
        lot = read;
        if (await this.store.hasLot(tx, lot.lot)) throw new Refused('lot-known', lot.lot);
        // Blanks come under the transport key their maker was given: that of the version in use.
        const transportKeyVersion = await this.keys.currentVersion(tx);
        await this.store.insertLot(tx, lot, { chips: 1, transportKeyVersion, at, by });
      }
      if (row.lot !== lot.lot) find(row.line, 'LOT', 'lot-mixed');
      else if (row.specificationVersion !== lot.specificationVersion) find(row.line, 'AAZ508', 'lot-mixed');
      else if (row.algorithm !== lot.algorithm) find(row.line, 'ALGORITHM', 'lot-mixed');
      if (!/^[0-9A-F]{26}$/.test(row.historicalBytes)) find(row.line, 'AAZ507', 'chip-malformed');
      else if (lines.has(row.historicalBytes)) find(row.line, 'AAZ507', 'row-repeated');
      else lines.set(row.historicalBytes, row.line);
      if (lines.size >= rowsEach) await flush(lot);
    }
    if (lot !== null) await flush(lot);
    const arrival = { lot: lot?.lot ?? '', depot, chips, findings };
    if (findings.length > 0 || lot === null) throw new LotRefused(arrival);
    await this.store.setLotChips(tx, lot.lot, chips);
    await this.audit.append(tx, {
      at,
      action: 'card-stock.received',
      staffNumber: by,
      subject: lot.lot,
      detail: { depot, chips },
    });
    return arrival;
  }

  /** Stock by lot, depot and batch, counted from chips, applications and cards apart, and whatever contradicts. */
  report(): Promise<CardStockDto> {
    return this.reports.snapshot(async (tx) => {
      const lots = await this.store.lots(tx);
      const chips = await this.store.chipCounts(tx);
      const others = new Map((await this.store.otherSide(tx)).map((side) => [side.lot, side]));
      const findings = await this.store.findings(tx);
      const byLot = lots.map((lot): LotStockDto => {
        const counts = total(chips.filter((count) => count.lot === lot.lot));
        findings.push(...differences(lot, counts, others.get(lot.lot)));
        return { ...lot, ...counts, chips: whole(counts) };
      });
      const depots = distinct(chips.map(({ depot }) => depot)).map((depot): DepotStockDto => {
        const counts = total(chips.filter((count) => count.depot === depot));
        return { depot, ...counts, chips: whole(counts) };
      });
      const batches = distinct(chips.map(({ batch }) => batch))
        .toSorted()
        .map((batch): BatchStockDto => {
          const counts = total(chips.filter((count) => count.batch === batch));
          return { batch, ...counts, chips: whole(counts) };
        });
      const all = total(chips);
      const received = lots.reduce((sum, lot) => sum + lot.received, 0);
      return {
        lots: byLot,
        depots,
        batches,
        total: { ...all, received, chips: whole(all) },
        findings,
        proven: findings.length === 0,
      };
    });
  }
}
