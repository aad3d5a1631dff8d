/** Tells the centre what became of each print, kept on disk until it took it. */
import { Inject, Injectable } from '@nestjs/common';
import { CentralClient } from '../central/central.client.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { OutboxStore, type PrintReport } from '../outbox/outbox.store.js';
import { Refusal } from '../ground/refusal.js';

const nameOf = ({ receiptNumber, copy }: PrintReport): string => `${receiptNumber} ${copy}`;

@Injectable()
export class PrintReports {
  private sending: Promise<void> | null = null;

  constructor(
    private readonly central: CentralClient,
    private readonly outbox: OutboxStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** Stores the outcome of one copy and begins to report it. */
  report(report: PrintReport): void {
    this.outbox.addPrintReport(report);
    void this.flush();
  }

  /** Reports what is stored; what the centre does not take now stays for the next time. */
  flush(): Promise<void> {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  /** Each report that is stored, once: one that the centre cannot take holds back none of the others. */
  private async sendAll(): Promise<void> {
    const tried = new Set<string>();
    for (let report = this.next(tried); report !== null; report = this.next(tried)) {
      const { receiptNumber, copy } = report;
      tried.add(nameOf(report));
      try {
        await this.send(report);
      } catch (error) {
        this.log.warn({ receiptNumber, copy, ...errorFields(error) }, 'print not reported');
        const code = error instanceof Refusal ? error.problem.code : null;
        // Nobody is there: the others would only wait for the same.
        if (code === 'central-unreachable') return;
        if (!(error instanceof Refusal) || error.problem.retry === 'same-key') continue;
        // Refused for good: sending it again would never change that.
      }
      this.outbox.dropPrintReport(report);
    }
  }

  private async send({ receiptNumber, copy, outcome, fault }: PrintReport): Promise<void> {
    await this.central.asTerminal((headers) =>
      this.central.http.POST('/v1/receipts/{number}/prints/{copy}/outcome', {
        params: { path: { number: receiptNumber, copy } },
        body: { outcome, ...(fault === null ? {} : { fault }) },
        headers,
      }),
    );
  }

  /** The first that was not tried in this round; others may come meanwhile. */
  private next(tried: ReadonlySet<string>): PrintReport | null {
    return this.outbox.printReports().find((report) => !tried.has(nameOf(report))) ?? null;
  }
}
