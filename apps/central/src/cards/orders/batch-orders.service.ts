/** Performs what was asked for about batches in the console, by the very services that the command line uses. */
import { Injectable } from '@nestjs/common';
import { accountColumns } from '#libs/cards/maker-file.js';
import { csvLine } from '../../ground/csv/csv-line.js';
import { writeWhole } from '../../ground/whole-file.js';
import { BankAccountsService } from '../production/bank-accounts.service.js';
import { BatchArrivalService, type ArrivalBegun } from '../production/batch-arrival.service.js';
import { BatchExportService } from '../production/batch-export.service.js';
import { openAccounts, openResults } from '../production/batch-file-rows.js';
import { BatchResultsService } from '../production/batch-results.service.js';
import { CardBatchesService, type BatchMade } from '../production/card-batches.service.js';
import { HandOversService } from '../production/hand-overs.service.js';
import { CardStockService, type LotEntered } from '../stock/card-stock.service.js';
import { openLot } from '../stock/lot-file.js';
import { demanded, demandRowsFit, keepMade, madePath, type OrderDesk, type Outcome } from './order-desk.js';

const batchOf = ({ order }: OrderDesk): string => demanded(order.request.batch, 'batch');

@Injectable()
export class BatchOrders {
  constructor(
    private readonly batches: CardBatchesService,
    private readonly bank: BankAccountsService,
    private readonly exports: BatchExportService,
    private readonly results: BatchResultsService,
    private readonly arrivals: BatchArrivalService,
    private readonly handOvers: HandOversService,
    private readonly stock: CardStockService,
  ) {}

  async make({ order, once }: OrderDesk): Promise<Outcome> {
    const { importId, unitCode, limit, withoutPhoto } = order.request;
    const { entered, enter } = once<BatchMade>();
    const selection = {
      importId: importId ?? null,
      unitCode: unitCode ?? null,
      limit: limit ?? null,
      withoutPhoto: withoutPhoto === true,
    };
    const made = entered ?? (await this.makeBatch(selection, order.askedBy, enter));
    return { answer: made, subject: made.batch };
  }

  /** The list the bank opens accounts by. */
  async listForBank(desk: OrderDesk): Promise<Outcome> {
    const batch = batchOf(desk);
    let people = 0;
    await writeWhole(await madePath(desk, 'account-list'), async (file) => {
      await file.appendFile(`\uFEFF${csvLine([...accountColumns])}`);
      for await (const page of this.bank.without(batch)) {
        people += page.length;
        await file.appendFile(
          page.map(({ socialSecurityNumber, name }) => csvLine([socialSecurityNumber, name, ''])).join(''),
        );
      }
    });
    await keepMade(desk, 'account-list', `accounts-${batch}.csv`);
    return { answer: { people } };
  }

  async matchAccounts(desk: OrderDesk): Promise<Outcome> {
    const { files, order, progress } = desk;
    const file = await files.demand(demanded(order.request.file, 'file'), 'accounts');
    const { rows, again, findings } = await this.bank.match(
      batchOf(desk),
      await openAccounts(files.folder.pathOf(file.id)),
      order.askedBy,
      progress,
    );
    await demandRowsFit(desk, findings, file.name);
    return { answer: { rows, before: again && order.attempts === 1 } };
  }

  async dataForMaker(desk: OrderDesk): Promise<Outcome> {
    const { order, progress } = desk;
    const { maker, depot, withoutAccount } = order.request;
    const { batch, items, digest, contentDigest } = await this.exports.export(
      {
        batch: batchOf(desk),
        maker: demanded(maker, 'maker'),
        depot: demanded(depot, 'depot'),
        withoutAccount: withoutAccount === true,
        out: await madePath(desk, 'maker-data'),
      },
      order.askedBy,
      progress,
    );
    await keepMade(desk, 'maker-data', `${batch}.data`);
    return { answer: { items, digest, contentDigest } };
  }

  async takeResult(desk: OrderDesk): Promise<Outcome> {
    const { files, order, progress } = desk;
    const file = await files.demand(demanded(order.request.file, 'file'), 'maker-result');
    const { rows, again, findings } = await this.results.take(
      batchOf(desk),
      await openResults(files.folder.pathOf(file.id)),
      order.askedBy,
      progress,
    );
    await demandRowsFit(desk, findings, file.name);
    return { answer: { rows, before: again && order.attempts === 1 } };
  }

  async receive(desk: OrderDesk): Promise<Outcome> {
    const { order, progress, once } = desk;
    const { cards, depot } = await this.arrivals.receive(
      batchOf(desk),
      demanded(order.request.depot, 'depot'),
      order.request.count ?? null,
      order.askedBy,
      progress,
      once<ArrivalBegun>(),
    );
    return { answer: { cards, depot } };
  }

  async handOver(desk: OrderDesk): Promise<Outcome> {
    const { order, progress } = desk;
    const { unitCode, handlers, letter } = order.request;
    const handOvers = await this.handOvers.toUnits(
      { batch: batchOf(desk), unitCode: unitCode ?? null, handlers: handlers ?? [], letter: letter ?? '' },
      order.askedBy,
      progress,
    );
    return { answer: { handOvers: handOvers.length, first: handOvers[0]?.number ?? null } };
  }

  async handOverToHolder({ order, once }: OrderDesk): Promise<Outcome> {
    const { batch, holder, agent } = order.request;
    const { entered, enter } = once<{ readonly number: string }>();
    const { number } =
      entered ??
      (await this.handOvers.toHolder(
        demanded(batch, 'batch'),
        demanded(holder, 'holder'),
        agent ?? null,
        order.askedBy,
        enter,
      ));
    return { answer: { number } };
  }

  async receiveLot(desk: OrderDesk): Promise<Outcome> {
    const { files, order, progress, once } = desk;
    const { entered, enter } = once<LotEntered>();
    if (entered !== null) return { answer: entered, subject: entered.lot };
    const file = await files.demand(demanded(order.request.file, 'file'), 'lot');
    const rows = await openLot(files.folder.pathOf(file.id));
    progress.begin({ zh: '入库', en: 'Receiving' }, null);
    const { findings, ...arrival } = await this.stock.receive(
      rows,
      demanded(order.request.depot, 'depot'),
      order.askedBy,
      progress.at,
      enter,
    );
    await demandRowsFit(desk, findings, file.name);
    return { answer: { lot: arrival.lot, depot: arrival.depot, chips: arrival.chips }, subject: arrival.lot };
  }

  private async makeBatch(
    selection: Parameters<CardBatchesService['make']>[0],
    by: string,
    enter: Parameters<CardBatchesService['make']>[2],
  ): Promise<BatchMade> {
    const { number, items } = await this.batches.make(selection, by, enter);
    return { batch: number, items };
  }
}
