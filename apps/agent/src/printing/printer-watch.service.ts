/** Asks the printer how it is every few seconds while it does not print, and shows it. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { ReceiptPrinter } from '#hardware/receipt-printer/receipt-printer.js';
import type { PrinterState } from '#libs/contract/desk.js';
import { withMembers } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import type { AgentConfig } from '../ground/config.js';
import { AGENT_CONFIG, RECEIPT_PRINTER } from '../ground/tokens.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { printerStateOf } from './printer-words.js';

const intervalMs = 3_000;

@Injectable()
export class PrinterWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private prints = 0;
  private looking = false;
  private told = '';

  constructor(
    @Inject(RECEIPT_PRINTER) private readonly printer: ReceiptPrinter,
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    @Inject(LOG) private readonly log: Logger,
    private readonly desk: DeskStore,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), intervalMs);
    void this.look();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.printer.close();
  }

  /** Shows `printing` while the work lasts; a status asked for in between would only stand in line. */
  async duringPrint(work: () => Promise<void>): Promise<void> {
    this.prints += 1;
    this.desk.apply((state) => withMembers({ printer: { ...state.printer, state: 'printing' } })(state));
    try {
      await work();
    } finally {
      this.prints -= 1;
      await this.look();
    }
  }

  /** Once for each change, not for each look. */
  private tell(printer: PrinterState, detail: string | null): void {
    const told = JSON.stringify([printer, detail]);
    if (told === this.told) return;
    this.told = told;
    const fields = { device: this.config.printerDevice, ...printer, detail };
    if (printer.state === 'ready') this.log.info(fields, 'printer');
    else this.log.warn(fields, 'printer');
  }

  private async look(): Promise<void> {
    if (this.prints > 0 || this.looking) return;
    this.looking = true;
    try {
      const status = await this.printer.status();
      const printer = printerStateOf(status);
      this.tell(printer, status.detail);
      if (this.prints === 0) this.desk.apply(withMembers({ printer }));
    } catch (error) {
      this.log.error(errorFields(error), 'printer status failed');
      this.desk.apply(
        withMembers({ printer: { state: 'offline', paperNearEnd: false, trouble: null, proof: null } }),
      );
    } finally {
      this.looking = false;
    }
  }
}
