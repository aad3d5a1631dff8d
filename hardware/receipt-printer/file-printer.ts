/** A printer that is a folder: each receipt becomes one file of ESC/POS bytes, for archives and for printing elsewhere. */
import { constants } from 'node:fs';
import { access, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toChineseEscpos } from './chinese-escpos.js';
import { Turns } from '#libs/kernel/turns.js';
import type { PrinterStatus, PrintOutcome, ReceiptPrinter } from './receipt-printer.js';

export class FilePrinter implements ReceiptPrinter {
  private readonly turns = new Turns('receipt file');

  constructor(
    private readonly folder: string,
    private readonly columns: 32 | 48,
  ) {}

  async status(): Promise<PrinterStatus> {
    let online = true;
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await access(this.folder, constants.W_OK);
    } catch {
      online = false;
    }
    return {
      online,
      paperOut: false,
      paperNearEnd: false,
      coverOpen: false,
      trouble: online ? null : 'missing',
      detail: online ? null : `${this.folder} cannot be written to`,
      proof: 'status',
    };
  }

  /** `printed` here means: on the disk, synced. */
  print(markdown: string): Promise<PrintOutcome> {
    return this.turns.take(async () => {
      if (!(await this.status()).online) return { outcome: 'not-started', fault: 'offline' };
      await this.save(toChineseEscpos(markdown, this.columns, [{ kind: 'status-in-order' }]));
      return { outcome: 'printed' };
    });
  }

  async close(): Promise<void> {
    await this.turns.take(async () => undefined);
  }

  private async save(bytes: Uint8Array): Promise<void> {
    const names = await readdir(this.folder);
    const taken = names.flatMap((name) => /^receipt-(\d+)\.escpos$/.exec(name)?.[1] ?? []);
    const number = String(Math.max(0, ...taken.map(Number)) + 1).padStart(6, '0');
    const file = await open(join(this.folder, `receipt-${number}.escpos`), 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
