/** A receipt printer that speaks ESC/POS: asks its status, prints, and has the end of the print proven. */
import { randomInt } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { toChineseEscpos } from './chinese-escpos.js';
import type { CompletionRequest } from './chinese-escpos.js';
import { AnswerReader } from './printer-answers.js';
import type { PrinterAnswer } from './printer-answers.js';
import type { PrinterLine } from './printer-line.js';
import { Turns } from '#libs/kernel/turns.js';
import type { PrinterFault, PrinterStatus, PrintOutcome, ReceiptPrinter } from './receipt-printer.js';

export type EscposPrinterOptions = {
  /** Half-width columns: 32 on 58 mm paper, 48 on 80 mm. */
  readonly columns: 32 | 48;
  /**
   * `process-id` proves that the print is on paper (Epson and compatible); `status-in-order` proves only that the
   * printer got through all of it, for printers that do not know GS ( H.
   */
  readonly completion?: CompletionRequest['kind'];
  /** For the answer to one DLE EOT. */
  readonly statusTimeoutMs?: number;
  /** For a whole receipt, from the last byte sent to the proof. */
  readonly printTimeoutMs?: number;
  /** Between two looks at the status while it prints. */
  readonly pollMs?: number;
};

const offlineStatus: PrinterStatus = {
  online: false,
  paperOut: false,
  paperNearEnd: false,
  coverOpen: false,
};

/** DLE EOT n (Epson ESC/POS reference, "Transmit real-time status"). */
const askStatus = (n: 1 | 2 | 4): Uint8Array => Uint8Array.of(0x10, 0x04, n);
/** DLE DC4 fn=8: throws away what is buffered, so that no half receipt comes out when paper is loaded. */
const clearBuffers = Uint8Array.of(0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8);

/** What stands in the way of printing, the most basic first; null when nothing does. */
const faultOf = (status: PrinterStatus): PrinterFault | null => {
  if (status.coverOpen) return 'cover-open';
  if (status.paperOut) return 'paper-out';
  return status.online ? null : 'offline';
};

export class EscposPrinter implements ReceiptPrinter {
  private readonly reader = new AnswerReader();
  private readonly waiting = new Set<(answer: PrinterAnswer) => void>();
  /** One conversation at a time: answers carry no address. */
  private readonly turns = new Turns('receipt printer');
  /** Bytes were sent whose end was never proven: they may still lie in the printer's buffer. */
  private leftover = false;
  private closed = false;

  constructor(
    private readonly line: PrinterLine,
    private readonly options: EscposPrinterOptions,
  ) {
    line.onBytes((bytes) => {
      for (const answer of this.reader.read(bytes)) for (const take of this.waiting) take(answer);
    });
  }

  status(): Promise<PrinterStatus> {
    return this.turns.take(() => this.ask());
  }

  print(markdown: string): Promise<PrintOutcome> {
    return this.turns.take(() => this.printNow(markdown));
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.line.close();
  }

  private async printNow(markdown: string): Promise<PrintOutcome> {
    const before = faultOf(await this.ask());
    if (before !== null) return { outcome: 'not-started', fault: before };
    if (this.leftover) await this.clear();

    const completion = this.nextCompletion();
    const bytes = toChineseEscpos(markdown, this.options.columns, completion);
    let proven = false;
    const stop = this.listen((answer) => {
      // An id of this print alone: an answer that an earlier print still owed does not count.
      if (answer.kind === 'process-id')
        proven ||= completion.kind === 'process-id' && answer.id === completion.id;
      if (answer.kind === 'in-order') proven ||= completion.kind === 'status-in-order' && !answer.paperOut;
    });
    try {
      this.leftover = true;
      await this.line.write(bytes);
      const outcome = await this.watch(() => proven);
      if (outcome.outcome === 'printed') this.leftover = false;
      if (outcome.outcome === 'failed') await this.clear();
      // It may have caught up between the last look and the clearing.
      return proven && outcome.outcome !== 'printed' && completion.kind === 'process-id'
        ? { outcome: 'printed' }
        : outcome;
    } catch {
      // The line went away with bytes under way: how many arrived cannot be known.
      await this.line.close();
      return { outcome: 'unproven' };
    } finally {
      stop();
    }
  }

  /** Looks at the status until the proof has come, a fault shows, or time is up. */
  private async watch(isProven: () => boolean): Promise<PrintOutcome> {
    const deadline = Date.now() + (this.options.printTimeoutMs ?? 30_000);
    while (Date.now() < deadline) {
      if (await this.proofWithin(isProven, this.options.pollMs ?? 200)) return this.afterProof();
      const status = await this.ask();
      if (isProven()) return this.afterProof();
      const fault = faultOf(status);
      if (fault === 'offline') {
        // Silent. One more chance, as a busy printer may miss a question.
        if (faultOf(await this.ask()) === 'offline') return { outcome: isProven() ? 'printed' : 'unproven' };
      } else if (fault !== null) return { outcome: 'failed', fault };
    }
    return { outcome: 'unproven' };
  }

  /** A status answered in order says "got through it"; only with the sensors clear after it is the paper out there. */
  private async afterProof(): Promise<PrintOutcome> {
    if (this.options.completion !== 'status-in-order') return { outcome: 'printed' };
    const fault = faultOf(await this.ask());
    if (fault === null) return { outcome: 'printed' };
    return fault === 'offline' ? { outcome: 'unproven' } : { outcome: 'failed', fault };
  }

  private async proofWithin(isProven: () => boolean, timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    while (!isProven() && Date.now() < deadline) await delay(5);
    return isProven();
  }

  private nextCompletion(): CompletionRequest {
    if (this.options.completion === 'status-in-order') return { kind: 'status-in-order' };
    return {
      kind: 'process-id',
      id: randomInt(36 ** 4)
        .toString(36)
        .toUpperCase()
        .padStart(4, '0'),
    };
  }

  /** Status by three questions, each answered by one byte; silence to any of them is `online: false`. */
  private async ask(): Promise<PrinterStatus> {
    if (this.closed) return offlineStatus;
    try {
      await this.line.open();
      const printer = await this.askOne(1);
      if (printer === null) return offlineStatus;
      const cause = await this.askOne(2);
      const paper = cause === null ? null : await this.askOne(4);
      if (cause === null || paper === null) return offlineStatus;
      const coverOpen = (cause & 0x04) !== 0;
      const paperOut = (paper & 0x60) !== 0 || (cause & 0x20) !== 0;
      return {
        // The offline bit is also set for the cover and the paper, which have words of their own.
        online: (printer & 0x08) === 0 || coverOpen || paperOut,
        paperOut,
        paperNearEnd: (paper & 0x0c) !== 0,
        coverOpen,
      };
    } catch {
      // Not there, or lost while asking: that is what `online: false` says. The next call opens it again.
      await this.line.close();
      return offlineStatus;
    }
  }

  private async askOne(n: 1 | 2 | 4): Promise<number | null> {
    const answer = await this.exchange(askStatus(n), (got) => got.kind === 'real-time');
    return answer?.kind === 'real-time' ? answer.bits : null;
  }

  /** Without an answer the leftover stays noted, and the next print clears again. */
  private async clear(): Promise<void> {
    try {
      const answer = await this.exchange(clearBuffers, (got) => got.kind === 'cleared');
      if (answer !== null) this.leftover = false;
    } catch {
      // The line is lost; opened again, it is cleared before the next print.
      await this.line.close();
    }
  }

  /** Sends and waits for the first answer of a kind; null when none comes in time. */
  private async exchange(
    bytes: Uint8Array,
    wanted: (answer: PrinterAnswer) => boolean,
  ): Promise<PrinterAnswer | null> {
    const inbox = new EventEmitter<{ answer: [PrinterAnswer] }>();
    const stop = this.listen((answer) => {
      if (wanted(answer)) inbox.emit('answer', answer);
    });
    const waited = new AbortController();
    try {
      const answered = once(inbox, 'answer', {
        signal: AbortSignal.any([waited.signal, AbortSignal.timeout(this.options.statusTimeoutMs ?? 1000)]),
      });
      const silence = answered.catch(() => []);
      await this.line.write(bytes);
      const [answer] = (await silence) as PrinterAnswer[];
      return answer ?? null;
    } finally {
      stop();
      waited.abort();
    }
  }

  private listen(take: (answer: PrinterAnswer) => void): () => void {
    this.waiting.add(take);
    return () => this.waiting.delete(take);
  }
}
