/**
 * What batch operators ask for in the console: kept as a row, and performed by a job, so that it goes on when the page is closed
 * and after a kill. The command line does the same by the same services.
 */
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { OrderKind } from '#libs/contract/production.js';
import { Clock } from '../../ground/clock.js';
import { Database, isConnectionFault, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk, ListPage } from '../../ground/lists/list-page.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { ProductionFilesService, type ProductionFile } from '../../records/files/production-files.service.js';
import { BatchOrders } from './batch-orders.service.js';
import { ImportOrders } from './import-orders.service.js';
import { MakerOrders } from './maker-orders.service.js';
import type { OrderDesk, Outcome } from './order-desk.js';
import { ToldProgress } from './order-progress.js';
import type { OrderRequest, ProductionOrder } from './production-order.js';
import { ProductionOrdersStore } from './production-orders.store.js';

const jobName = 'production-orders';
/** Orders about different things at the same time. */
const atOnce = 2;
/** Processes that may end over an order before a person has to look. */
const mostAttempts = 5;
const everyMs = 60_000;
const staleEveryMs = 3600_000;

export type OrderWithFiles = { readonly order: ProductionOrder; readonly files: readonly ProductionFile[] };

@Injectable()
export class ProductionOrders implements OnModuleInit {
  private readonly logger = new Logger('ProductionOrders');
  private readonly performers: Readonly<Record<OrderKind, (desk: OrderDesk) => Promise<Outcome>>>;

  constructor(
    private readonly database: Database,
    private readonly store: ProductionOrdersStore,
    private readonly files: ProductionFilesService,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    imports: ImportOrders,
    batches: BatchOrders,
    makers: MakerOrders,
  ) {
    this.performers = {
      'import-look': (desk) => imports.look(desk),
      'import-commit': (desk) => imports.commit(desk),
      batch: (desk) => batches.make(desk),
      'account-list': (desk) => batches.listForBank(desk),
      accounts: (desk) => batches.matchAccounts(desk),
      'maker-data': (desk) => batches.dataForMaker(desk),
      'maker-result': (desk) => batches.takeResult(desk),
      arrival: (desk) => batches.receive(desk),
      'hand-over': (desk) => batches.handOver(desk),
      'hand-over-to-holder': (desk) => batches.handOverToHolder(desk),
      lot: (desk) => batches.receiveLot(desk),
      maker: (desk) => makers.add(desk),
      'maker-withdrawal': (desk) => makers.withdraw(desk),
    };
  }

  /** Orders are performed where the login may: the counter's has no part in files of applicants and makers. */
  async onModuleInit(): Promise<void> {
    if (!(await this.database.read((tx) => this.store.mayWork(tx)))) return;
    this.jobs.add({
      name: jobName,
      purpose: { zh: '办理制卡任务', en: 'Do what batch operators asked for' },
      times: { everyMs },
      run: (signal) => this.perform(signal),
    });
    this.jobs.add({
      name: 'production-files',
      purpose: { zh: '清除过期的制卡文件', en: 'Remove files of card production past their time' },
      times: { everyMs: staleEveryMs },
      run: (signal) => this.files.removeStale(signal),
    });
  }

  /** Asks for something; the same again is the same order. Throws Refused `key-reused` for another one of the same id. */
  async ask(
    id: string,
    kind: OrderKind,
    subject: string,
    request: OrderRequest,
    by: string,
  ): Promise<OrderWithFiles> {
    await this.database.transaction(async (tx) => {
      if (await this.store.insert(tx, { id, kind, subject, request, at: this.clock.now(), by }))
        await this.jobs.soon(tx, jobName);
      else {
        const known = await this.store.find(tx, id);
        if (known?.kind !== kind || known.askedBy !== by) throw new Refused('key-reused');
      }
    });
    return this.read(id);
  }

  /** Throws Refused `not-found`. */
  read(id: string): Promise<OrderWithFiles> {
    return this.database.read(async (tx) => {
      const order = await this.store.find(tx, id);
      if (order === null) throw new Refused('not-found', id);
      return { order, files: (await this.files.ofOrders(tx, [id])).get(id) ?? [] };
    });
  }

  page(
    filter: { readonly kinds: readonly string[]; readonly subject: string | null },
    ask: ListAsk,
  ): Promise<ListPage<OrderWithFiles>> {
    return this.database.read(async (tx) => {
      const page = await this.store.page(tx, filter, ask);
      const files = await this.files.ofOrders(
        tx,
        page.rows.map(({ id }) => id),
      );
      return { ...page, rows: page.rows.map((order) => ({ order, files: files.get(order.id) ?? [] })) };
    });
  }

  /** Does what waits, what concerns the same one after another; null when nothing did. */
  private async perform(signal: AbortSignal): Promise<JobResult | null> {
    const subjects = new Set<string>();
    const counts = { done: 0, refused: 0 };
    const failed: unknown[] = [];
    let turn: Promise<unknown> = Promise.resolve();
    // One after another: two at once would both begin the oldest.
    const begin = (): Promise<ProductionOrder | null> => {
      const mine = turn.then(async () => {
        const order = await this.database.transaction((tx) => this.store.begin(tx, [...subjects]));
        if (order !== null) subjects.add(order.subject);
        return order;
      });
      turn = mine.catch(() => undefined);
      return mine;
    };
    const work = async (): Promise<void> => {
      while (!signal.aborted) {
        const order = await begin();
        if (order === null) return;
        try {
          counts[await this.performOne(order)] += 1;
          subjects.delete(order.subject);
        } catch (fault) {
          // It stays, and so does whatever is asked about the same: the next run tries it again.
          failed.push(fault);
          if (isConnectionFault(fault)) return;
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    if (failed.length > 0) throw failed[0];
    const { done, refused } = counts;
    return done + refused === 0
      ? null
      : {
          words: { zh: `办完 ${done} 项，未办 ${refused} 项`, en: `${done} done, ${refused} refused` },
          counts,
        };
  }

  private async performOne(order: ProductionOrder): Promise<'done' | 'refused'> {
    const end = (outcome: Parameters<ProductionOrdersStore['end']>[2]): Promise<void> =>
      this.database.transaction((tx) => this.store.end(tx, order.id, outcome, this.clock.now()));
    if (order.attempts > mostAttempts) {
      await end({ problem: 'internal-fault', detail: `${order.attempts - 1} ×` });
      return 'refused';
    }
    const progress = new ToldProgress(
      (state) =>
        this.database.transaction((tx) => this.store.setProgress(tx, order.id, state, this.clock.now())),
      () => this.clock.now(),
    );
    try {
      const { answer, subject = order.subject } = await this.performers[order.kind]({
        order,
        progress,
        files: this.files,
        once: <T extends object>() => ({
          entered: order.begun as T | null,
          enter: (tx: Transaction, what: T) => this.store.setBegun(tx, order.id, what),
        }),
      });
      await progress.settled();
      await end({ answer, subject });
      return 'done';
    } catch (fault) {
      await progress.settled();
      if (!(fault instanceof Refused)) {
        this.logger.error(`${order.kind} of ${order.subject}`, fault instanceof Error ? fault.stack : fault);
        throw fault;
      }
      await end({ problem: fault.code, detail: detailOf(fault) });
      return 'refused';
    }
  }
}

/** For people: neither a place on the disk nor an option of a command. */
const detailOf = ({ detail }: Refused): string | null =>
  detail === undefined || /^--|\//.test(detail) ? null : detail.slice(0, 500);
