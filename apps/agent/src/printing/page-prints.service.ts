/** The printer of A4 pages of a kiosk, where there is one: how it is, and one paper at a time on it. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { PagePrinter } from '#hardware/page-printer/page-printer.js';
import type { PrintState } from '#libs/contract/desk.js';
import type { Problem } from '#libs/contract/problems.js';
import type { PagePrinterState } from '#libs/contract/self-service.js';
import { Turns } from '#libs/kernel/turns.js';
import { DeskStore } from '../desk-state/desk.store.js';
import type { AgentConfig } from '../ground/config.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { AGENT_CONFIG, PAGE_PRINTER } from '../ground/tokens.js';
import { printStateOf, problemOf } from './printer-words.js';

/** A printer of pages is asked by the network, and seldom changes. */
const intervalMs = 10_000;

@Injectable()
export class PagePrints implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly turns = new Turns('pages');
  private timer: NodeJS.Timeout | null = null;
  private shown: PagePrinterState;

  constructor(
    /** Null: there is none. */
    @Inject(PAGE_PRINTER) private readonly printer: PagePrinter | null,
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    @Inject(LOG) private readonly log: Logger,
    private readonly desk: DeskStore,
  ) {
    this.shown = printer === null ? 'none' : 'offline';
  }

  onApplicationBootstrap(): void {
    if (this.printer === null) return;
    this.timer = setInterval(() => void this.look(), intervalMs);
    void this.look();
  }

  onApplicationShutdown(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  get state(): PagePrinterState {
    return this.shown;
  }

  /**
   * Prints a paper, and says what came of it; null: it was not begun. `made` is asked for it once the printer can print; throws what it
   * throws. Taken back once `wanted` is aborted, unless it is out: throws its reason.
   */
  async print(
    made: () => Promise<{ readonly number: string; readonly pdf: Uint8Array }>,
    wanted: AbortSignal,
  ): Promise<PrintState | null> {
    const { printer } = this;
    if (printer === null) return null;
    return this.turns.take(async () => {
      const fault = await printer.fault();
      this.show(fault ?? 'ready');
      if (fault !== null) return null;
      const { number, pdf } = await made();
      const result = await printer.print(pdf, number, wanted);
      this.log.info({ number, outcome: result.outcome }, 'paper print');
      if (result.outcome === 'taken-back') throw wanted.reason;
      if ('fault' in result) this.show(result.fault);
      return result.outcome === 'not-started' ? null : printStateOf(1, result);
    });
  }

  /** What stands in the way of printing, asked now; null: nothing. */
  async problem(): Promise<Problem | null> {
    const fault = (await this.printer?.fault()) ?? null;
    if (this.printer !== null) this.show(fault ?? 'ready');
    return fault === null ? null : problemOf(fault);
  }

  private async look(): Promise<void> {
    // Whoever prints asks it, too.
    if (this.printer === null || this.turns.size > 0) return;
    try {
      this.show((await this.printer.fault()) ?? 'ready');
    } catch (error) {
      this.log.error(errorFields(error), 'page printer not asked');
      this.show('offline');
    }
  }

  /** Once for each change, not for each look. */
  private show(state: PagePrinterState): void {
    if (state === this.shown) return;
    this.shown = state;
    const fields = { device: this.config.pagePrinter, state };
    if (state === 'ready') this.log.info(fields, 'page printer');
    else this.log.warn(fields, 'page printer');
    this.desk.touch();
  }
}
