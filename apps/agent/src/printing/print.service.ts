/** Prints receipts one at a time, never in the way of the next card, and reports what the printer proved. */
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ReceiptPrinter } from '#hardware/receipt-printer/receipt-printer.js';
import { describeProblem, type Problem } from '#libs/contract/problems.js';
import { layOutReceipt } from '#libs/contract/receipt-layout.js';
import { Turns } from '#libs/kernel/turns.js';
import { CentralClient } from '../central/central.client.js';
import type { AgentConfig } from '../ground/config.js';
import { AGENT_CONFIG, RECEIPT_PRINTER } from '../ground/tokens.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { OutboxStore, type StoredAct } from '../outbox/outbox.store.js';
import { Refusal, refusal } from '../ground/refusal.js';
import { ActBook } from '../outbox/act-book.service.js';
import { PrinterWatch } from './printer-watch.service.js';
import { faultOf, printStateOf } from './printer-words.js';
import { PrintReports } from './print-reports.service.js';

/** A receipt prints by itself only while its holder can still be expected to stand there. */
const unaskedWithinMs = 10 * 60_000;

@Injectable()
export class PrintService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly turns = new Turns('receipts');
  private stopping = false;

  constructor(
    @Inject(RECEIPT_PRINTER) private readonly printer: ReceiptPrinter,
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    @Inject(LOG) private readonly log: Logger,
    private readonly central: CentralClient,
    private readonly outbox: OutboxStore,
    private readonly book: ActBook,
    private readonly watch: PrinterWatch,
    private readonly reports: PrintReports,
  ) {}

  onApplicationBootstrap(): void {
    // Before anything is sent anew, so that no print of this run is taken for one of the last.
    for (const act of this.outbox.printing()) this.settleInterrupted(act);
    this.book.watchDecided((act) => {
      if (act.state === 'succeeded') this.printUnasked(act);
    });
  }

  /** A receipt on its way out is seen to its end: the printer has a time-out of its own. */
  beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    return this.turns.idle();
  }

  /** Prints a receipt of this terminal again; it is numbered as the next copy. Throws Refusal `receipt-unknown`. */
  printAgain(receiptNumber: string): void {
    const act = this.outbox.findByReceipt(receiptNumber);
    if (act === null) throw refusal('receipt-unknown');
    this.enqueue(act);
  }

  private printUnasked(act: StoredAct): void {
    if (act.receiptNumber === null) return;
    if (Date.now() - Date.parse(act.startedAt) < unaskedWithinMs) this.enqueue(act);
    else this.book.setPrint(act.key, { copy: 1, outcome: 'waiting', problem: null });
  }

  /** The agent stopped in the middle of a print: nobody can say whether it came out. */
  private settleInterrupted(act: StoredAct): void {
    if (act.print === null || act.receiptNumber === null) return;
    if (act.print.outcome === 'printing') {
      const { copy } = act.print;
      this.book.setPrint(act.key, printStateOf(copy, { outcome: 'unproven' }));
      this.reports.report({ receiptNumber: act.receiptNumber, copy, outcome: 'unproven', fault: null });
    } else this.printUnasked(act);
  }

  private enqueue(act: StoredAct): void {
    const { key, receiptNumber } = act;
    if (receiptNumber === null) return;
    // The centre numbers the copy once the printer is ready; until then this is the one to come.
    const nextCopy = (this.outbox.find(key)?.copies ?? 0) + 1;
    this.book.setPrint(key, { copy: nextCopy, outcome: 'waiting', problem: null });
    void this.turns.take(() => this.printInTurn(key, receiptNumber, nextCopy));
  }

  private async printInTurn(key: string, receiptNumber: string, copy: number): Promise<void> {
    // What has not begun stays `waiting` on the disk and is printed after the next start.
    if (this.stopping) return;
    try {
      await this.print(key, receiptNumber, copy);
    } catch (error) {
      const problem: Problem = error instanceof Refusal ? error.problem : describeProblem('internal-fault');
      this.log.warn({ receiptNumber, code: problem.code, ...errorFields(error) }, 'receipt not printed');
      this.book.setPrint(key, { copy, outcome: 'failed', problem });
    }
  }

  private async print(key: string, receiptNumber: string, expectedCopy: number): Promise<void> {
    await this.watch.duringPrint(async () => {
      const fault = faultOf(await this.printer.status());
      if (fault !== null) {
        // No copy was asked for yet, so that the number of this one is not used up.
        this.book.setPrint(key, printStateOf(expectedCopy, { outcome: 'not-started', fault }));
        return;
      }
      const { copy, receipt } = await this.central.asTerminalOrStaff((headers) =>
        this.central.http.POST('/v1/receipts/{number}/prints', {
          params: { path: { number: receiptNumber } },
          headers,
        }),
      );
      this.book.setPrint(key, { copy, outcome: 'printing', problem: null });
      const markdown = layOutReceipt({ ...receipt, copy }, this.config.paperWidthMm);
      const result = await this.printer.print(markdown);
      this.reports.report({
        receiptNumber,
        copy,
        outcome: result.outcome,
        fault: 'fault' in result ? result.fault : null,
      });
      this.book.setPrint(key, printStateOf(copy, result));
      this.log.info({ receiptNumber, copy, outcome: result.outcome }, 'receipt print');
    });
  }
}
