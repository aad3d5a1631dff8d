/** A printer that is a folder: each receipt becomes one file of ESC/POS bytes, for archives and for printing elsewhere. */
import { constants } from 'node:fs';
import { access, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toChineseEscpos } from './chinese-escpos.js';
import type { PrinterStatus, PrintOutcome, ReceiptPrinter } from './receipt-printer.js';

export class FilePrinter implements ReceiptPrinter {
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly columns: 32 | 48,
  ) {}

  async status(): Promise<PrinterStatus> {
    let online = true;
    try {
      await mkdir(this.folder, { recursive: true });
      await access(this.folder, constants.W_OK);
    } catch {
      online = false;
    }
    return { online, paperOut: false, paperNearEnd: false, coverOpen: false };
  }

  /** `printed` here means: on the disk, synced. */
  print(markdown: string): Promise<PrintOutcome> {
    const turn = this.queue.then(async (): Promise<PrintOutcome> => {
      if (!(await this.status()).online) return { outcome: 'not-started', fault: 'offline' };
      const bytes = toChineseEscpos(markdown, this.columns, { kind: 'status-in-order' });
      const taken = (await readdir(this.folder)).flatMap(
        (name) => /^receipt-(\d+)\.escpos$/.exec(name)?.[1] ?? [],
      );
      const next = Math.max(0, ...taken.map(Number)) + 1;
      const file = await open(join(this.folder, `receipt-${String(next).padStart(6, '0')}.escpos`), 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      return { outcome: 'printed' };
    });
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.queue;
  }
}
