/** A receipt printer that speaks ESC/POS: asks its status, prints, and has the end of the print proven. */
import { randomInt } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import { toChineseEscpos } from './chinese-escpos.js';
import type { CompletionRequest } from './chinese-escpos.js';
import { AnswerReader } from './printer-answers.js';
import type { PrinterAnswer } from './printer-answers.js';
import type { PrinterLine } from './printer-line.js';
import { Turns } from '#libs/kernel/turns.js';
import { lineErrorOf, type PrinterTrouble } from './printer-trouble.js';
import type {
  PrinterFault,
  PrinterStatus,
  PrintOutcome,
  ProofKind,
  ReceiptPrinter,
} from './receipt-printer.js';

export type EscposPrinterOptions = {
  /** Half-width columns: 32 on 58 mm paper, 48 on 80 mm. */
  readonly columns: 32 | 48;
  /** What proves a print. `auto`, the default: found out with the first receipt, and kept until this program ends. */
  readonly proof?: ProofKind | 'auto';
  /** For the answer to one DLE EOT. */
  readonly statusTimeoutMs?: number;
  /** For a whole receipt, from the last byte sent to the proof. */
  readonly printTimeoutMs?: number;
  /** While it is found out: how long GS ( H may be answered after GS r, which a printer may answer before the paper is out. */
  readonly processIdGraceMs?: number;
  /** Without proof, but with a status: how long it is watched for a fault after the last byte. */
  readonly unprovenWatchMs?: number;
  /** Between two looks at the status while it prints. */
  readonly pollMs?: number;
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

/** What the printer has said of the print under way. */
type Said = { readonly processId: boolean; readonly inOrder: boolean };

const unproven: PrintOutcome = { outcome: 'unproven' };

const newProcessId = (): string =>
  randomInt(36 ** 4)
    .toString(36)
    .toUpperCase()
    .padStart(4, '0');

export class EscposPrinter implements ReceiptPrinter {
  private readonly reader = new AnswerReader();
  private readonly waiting = new Set<(answer: PrinterAnswer) => void>();
  /** One conversation at a time: answers carry no address. */
  private readonly turns = new Turns('receipt printer');
  /** Bytes were sent whose end was never proven: they may still lie in the printer's buffer. */
  private leftover = false;
  private closed = false;
  /** What proves a print of it; null until it is found out. */
  private proof: ProofKind | null;
  /** Bytes that came, whatever they meant. */
  private received = 0;

  constructor(
    private readonly line: PrinterLine,
    private readonly options: EscposPrinterOptions,
  ) {
    const { proof = 'auto' } = options;
    this.proof = proof === 'auto' ? null : proof;
    line.onBytes((bytes) => {
      this.received += bytes.length;
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
    if (this.leftover && !this.asksNothing) await this.clear();

    const id = newProcessId();
    const bytes = toChineseEscpos(markdown, this.options.columns, this.requestsOf(id));
    const said = { processId: false, inOrder: false };
    const stop = this.listen((answer) => {
      // An id of this print alone: an answer that an earlier print still owed does not count.
      if (answer.kind === 'process-id') {
        this.proof ??= 'process-id';
        said.processId ||= answer.id === id;
      }
      if (answer.kind === 'in-order') said.inOrder ||= !answer.paperOut;
    });
    try {
      this.leftover = true;
      await this.line.write(bytes);
      if (this.asksNothing) return { outcome: 'unproven' };
      const outcome = await this.watch(said);
      if (outcome.outcome === 'printed') this.leftover = false;
      if (outcome.outcome === 'failed') await this.clear();
      // It may have caught up between the last look and the clearing.
      return said.processId ? { outcome: 'printed' } : outcome;
    } catch {
      // The line went away with bytes under way: how many arrived cannot be known.
      await this.line.close();
      return { outcome: 'unproven' };
    } finally {
      stop();
    }
  }

  /** A printer that is said to answer nothing is asked nothing: no receipt waits for it. */
  private get asksNothing(): boolean {
    return this.options.proof === 'none';
  }

  private requestsOf(id: string): readonly CompletionRequest[] {
    if (this.proof === 'none') return [];
    return [
      ...(this.proof === 'status' ? [] : [{ kind: 'process-id', id } as const]),
      ...(this.proof === 'process-id' ? [] : [{ kind: 'status-in-order' } as const]),
    ];
  }

  /** Looks at the status until the proof has come, a fault shows, or time is up. */
  private async watch(said: Said): Promise<PrintOutcome> {
    const { printTimeoutMs = 30_000, unprovenWatchMs = 3000, pollMs = 200 } = this.options;
    const isProven = (): boolean =>
      this.proof === 'status' ? said.inOrder : said.processId || (this.proof === null && said.inOrder);
    const deadline = steadyNowMs() + (this.proof === 'none' ? unprovenWatchMs : printTimeoutMs);
    while (steadyNowMs() < deadline) {
      if (await this.proofWithin(isProven, pollMs)) return this.afterProof(said);
      const status = await this.ask();
      if (isProven()) return this.afterProof(said);
      const fault = faultOf(status);
      if (fault === 'offline') {
        // Silent. One more chance, as a busy printer may miss a question.
        if (faultOf(await this.ask()) === 'offline') return isProven() ? this.afterProof(said) : unproven;
      } else if (fault !== null) return { outcome: 'failed', fault };
    }
    // It answered to the end how it is, but never what became of the print: the next one does not wait for that.
    this.proof ??= 'none';
    return unproven;
  }

  /** A status answered in order says "got through it"; only with the sensors clear after it is the paper out there. */
  private async afterProof(said: Said): Promise<PrintOutcome> {
    if (this.proof === null && !said.processId)
      await this.proofWithin(() => said.processId, this.options.processIdGraceMs ?? 2000);
    this.proof ??= 'status';
    if (said.processId) return { outcome: 'printed' };
    if (this.proof === 'process-id') return unproven;
    const fault = faultOf(await this.ask());
    if (fault === null) return { outcome: 'printed' };
    return fault === 'offline' ? unproven : { outcome: 'failed', fault };
  }

  private async proofWithin(isProven: () => boolean, timeoutMs: number): Promise<boolean> {
    const deadline = steadyNowMs() + timeoutMs;
    while (!isProven() && steadyNowMs() < deadline) await delay(5);
    return isProven();
  }

  /** Status by three questions, each answered by one byte; silence to any of them is `online: false`. */
  private async ask(): Promise<PrinterStatus> {
    if (this.closed) return this.offline(null, null);
    try {
      await this.line.open();
      if (this.asksNothing) return { ...this.offline(null, null), online: true };
      const before = this.received;
      const printer = await this.askOne(1);
      const cause = printer === null ? null : await this.askOne(2);
      const paper = cause === null ? null : await this.askOne(4);
      if (printer === null || cause === null || paper === null)
        return this.received > before && printer === null
          ? this.offline('garbled', 'what it answers is no status: speed, parity or flow control')
          : this.offline('silent', 'no answer');
      const coverOpen = (cause & 0x04) !== 0;
      const paperOut = (paper & 0x60) !== 0 || (cause & 0x20) !== 0;
      return {
        // The offline bit is also set for the cover and the paper, which have words of their own.
        online: (printer & 0x08) === 0 || coverOpen || paperOut,
        paperOut,
        paperNearEnd: (paper & 0x0c) !== 0,
        coverOpen,
        trouble: null,
        detail: null,
        proof: this.proof,
      };
    } catch (error) {
      // Not there, or lost while asking. The next call opens it again.
      await this.line.close();
      const { trouble, message } = lineErrorOf('printer', error);
      return this.offline(trouble, message);
    }
  }

  private offline(trouble: PrinterTrouble | null, detail: string | null): PrinterStatus {
    return {
      online: false,
      paperOut: false,
      paperNearEnd: false,
      coverOpen: false,
      trouble,
      detail,
      proof: this.proof,
    };
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
