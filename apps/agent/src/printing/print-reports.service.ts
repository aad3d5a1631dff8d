/** Tells the centre what became of each print, kept on disk until it took it. */
import { Inject, Injectable } from '@nestjs/common';
import { CentralClient } from '../central/central.client.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { OutboxStore, type PrintReport } from '../outbox/outbox.store.js';
import { Refusal } from '../ground/refusal.js';

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

  private async sendAll(): Promise<void> {
    for (let report = this.next(); report !== null; report = this.next()) {
      const { receiptNumber, copy, outcome, fault } = report;
      try {
        await this.central.asTerminal((headers) =>
          this.central.http.POST('/v1/receipts/{number}/prints/{copy}/outcome', {
            params: { path: { number: receiptNumber, copy } },
            body: { outcome, ...(fault === null ? {} : { fault }) },
            headers,
          }),
        );
      } catch (error) {
        this.log.warn({ receiptNumber, copy, ...errorFields(error) }, 'print not reported');
        if (!(error instanceof Refusal) || error.problem.retry === 'same-key') return;
        // Refused for good: sending it again would never change that.
      }
      this.outbox.dropPrintReport(report);
    }
  }

  private next(): PrintReport | null {
    return this.outbox.printReports()[0] ?? null;
  }
}
