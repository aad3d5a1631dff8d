/** The virtual printer without its wire: what bytes do to the paper, what it answers, and when it stops. Pure. */
import type { EscposCommand } from './escpos-command.js';
import { applyFormat, LineInMaking, lineDots } from './line-in-making.js';
import { EscposReader } from './escpos-reader.js';
import type { PaperRow, Sheet } from './paper.js';
import { qrModules } from './paper.js';

export type PrinterSwitchState = {
  readonly paperOut: boolean;
  readonly coverOpen: boolean;
  /** Power off: answers nothing, takes nothing, forgets what it had. */
  readonly offline: boolean;
  /** Lines left on the roll; null: plenty. */
  readonly linesLeft: number | null;
};

/**
 * What a make of printer answers: `status` knows no process ids (GS ( H), `real-time` no status in order (GS r) either, `nothing` never
 * says a word.
 */
export type PrinterAnswers = 'all' | 'status' | 'real-time' | 'nothing';

/** With fewer lines than this left, the near-end sensor speaks up. */
const nearEndLines = 30;
const keptSheets = 50;

const cat = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

export class PrinterMachine {
  private readonly reader = new EscposReader();
  private switches: PrinterSwitchState = {
    paperOut: false,
    coverOpen: false,
    offline: false,
    linesLeft: null,
  };
  /** Dots of paper left; finer than lines, as a QR code ends where the paper ends. */
  private dotsLeft: number | null = null;
  private realTime: number[] = [];

  private line: LineInMaking;
  private nextSheet = 1;
  private current: { id: number; at: string; rows: PaperRow[] } | null = null;
  private finished: Sheet[] = [];

  /** `widthDots`: 384 for 58 mm paper, 576 for 80 mm. */
  constructor(
    private readonly widthDots: 384 | 576,
    private readonly now: () => Date,
    private readonly answers: PrinterAnswers = 'all',
  ) {
    this.line = new LineInMaking(widthDots);
  }

  get state(): PrinterSwitchState {
    return this.switches;
  }

  /** Newest first; the one being printed comes first and is not complete. */
  get sheets(): readonly Sheet[] {
    const printing = this.current === null ? [] : [this.sheetOf(this.current, false)];
    return [...printing, ...this.finished];
  }

  /** Turns switches as a person at the printer would. Paper loaded again is a full roll unless lines are given. */
  switch(change: Partial<PrinterSwitchState>): void {
    const before = this.switches;
    let next = { ...before, ...change };
    if (change.linesLeft !== undefined) {
      this.dotsLeft = change.linesLeft === null ? null : change.linesLeft * lineDots;
      if (change.linesLeft === 0) next = { ...next, paperOut: true };
    }
    if (before.paperOut && !next.paperOut && this.dotsLeft === 0) {
      this.dotsLeft = null;
      next = { ...next, linesLeft: null };
    }
    this.switches = next;
    if (next.paperOut && !before.paperOut) this.tear();
    if (next.offline && !before.offline) {
      this.reader.clear();
      this.reader.reset();
      this.realTime = [];
      this.line = new LineInMaking(this.widthDots);
      this.tear();
    }
  }

  /** Bytes from the wire. Real-time commands are obeyed at once; the rest waits in the receive buffer. */
  receive(bytes: Uint8Array): Uint8Array {
    if (this.switches.offline) return new Uint8Array();
    const answers: Uint8Array[] = [];
    let from = 0;
    for (const [at, byte] of bytes.entries()) {
      this.realTime.push(byte);
      if (this.realTime.length > 10) this.realTime.shift();
      const [dle, eot, n] = this.realTime.slice(-3);
      if (dle === 0x10 && eot === 0x04 && n !== undefined && n >= 1 && n <= 4)
        answers.push(this.realTimeStatus(n));
      if (this.realTime.length === 10 && clearCommand.every((each, i) => this.realTime[i] === each)) {
        this.reader.clear();
        this.line = new LineInMaking(this.widthDots);
        from = at + 1;
        answers.push(Uint8Array.of(0x37, 0x25, 0x00));
      }
    }
    this.reader.push(bytes.subarray(from));
    return this.answers === 'nothing' ? new Uint8Array() : cat(...answers);
  }

  /** Prints up to the next row on paper; null when there is nothing (more) that it can do now. */
  advance(): { readonly answers: Uint8Array; readonly printed: boolean } | null {
    const answers: Uint8Array[] = [];
    let did = false;
    while (!this.stopped()) {
      const command = this.reader.next();
      if (command === null) break;
      did = true;
      const { printed, answer } = this.obey(command);
      if (answer !== undefined) answers.push(answer);
      if (printed) return { answers: cat(...answers), printed };
    }
    return did ? { answers: cat(...answers), printed: false } : null;
  }

  private stopped(): boolean {
    return this.switches.offline || this.switches.coverOpen || this.switches.paperOut;
  }

  private realTimeStatus(n: number): Uint8Array {
    const { paperOut, coverOpen } = this.switches;
    const bits = [
      paperOut || coverOpen ? 0x08 : 0,
      (coverOpen ? 0x04 : 0) | (paperOut ? 0x20 : 0),
      0,
      (this.nearEnd() ? 0x0c : 0) | (paperOut ? 0x60 : 0),
    ];
    return Uint8Array.of(0x12 | (bits[n - 1] ?? 0));
  }

  private nearEnd(): boolean {
    return this.switches.paperOut || (this.dotsLeft !== null && this.dotsLeft < nearEndLines * lineDots);
  }

  private obey(command: EscposCommand): { printed?: boolean; answer?: Uint8Array } {
    switch (command.kind) {
      case 'text':
        return { printed: this.put(command.text, command.double ? 24 : 12) };
      case 'line-feed':
        return { printed: this.printLine(this.line.spacing) };
      case 'feed-lines':
        return { printed: this.printLine(this.line.spacing * Math.max(1, command.lines)) };
      case 'feed-dots':
        return { printed: this.printLine(command.dots) };
      case 'initialize':
        this.line = new LineInMaking(this.widthDots);
        return {};
      case 'cut':
        this.finish();
        return { printed: true };
      case 'qr':
        return { printed: this.printQr(command) };
      case 'raster': {
        const xDots = this.line.place(command.widthBytes * 8);
        return {
          printed: this.printRow(command.rows, {
            kind: 'raster',
            xDots,
            widthBytes: command.widthBytes,
            bits: command.bits,
          }),
        };
      }
      case 'process-id':
        if (this.answers !== 'all') return {};
        return { answer: Uint8Array.of(0x37, 0x22, ...command.id, 0x00) };
      case 'status-in-order':
        if (this.answers !== 'all' && this.answers !== 'status') return {};
        return { answer: Uint8Array.of(this.nearEnd() ? 0x03 : 0x00) };
      case 'carriage-return':
      case 'ignored':
        return {};
      default:
        applyFormat(this.line, command);
        return {};
    }
  }

  /** One character; past the right edge the line is printed and the character starts the next one. */
  private put(text: string, dots: 12 | 24): boolean {
    const printed = !this.line.hasRoom(dots) && this.printLine(this.line.spacing);
    this.line.put(text, dots);
    return printed;
  }

  private printLine(feedDots: number): boolean {
    const { runs, heightDots } = this.line.take();
    return runs.length === 0
      ? this.printRow(feedDots, { kind: 'blank' })
      : this.printRow(Math.max(feedDots, heightDots), { kind: 'text', runs });
  }

  private printQr(command: Extract<EscposCommand, { kind: 'qr' }>): boolean {
    if (command.data === '') return false;
    const modules = qrModules(command.data, command.level);
    const size = modules.length * command.cell;
    return this.printRow(size, {
      kind: 'qr',
      xDots: this.line.place(size),
      cell: command.cell,
      data: command.data,
      modules,
    });
  }

  private printRow(heightDots: number, content: PaperRow['content']): boolean {
    if (heightDots === 0) return false;
    const visibleDots = this.dotsLeft === null ? heightDots : Math.min(heightDots, this.dotsLeft);
    this.current ??= { id: this.nextSheet++, at: '', rows: [] };
    this.current.at = this.now().toISOString();
    this.current.rows.push({ heightDots, visibleDots, content });
    if (this.dotsLeft !== null) {
      this.dotsLeft -= visibleDots;
      const linesLeft = Math.ceil(this.dotsLeft / lineDots);
      this.switches = { ...this.switches, linesLeft };
      if (this.dotsLeft === 0) {
        this.switches = { ...this.switches, paperOut: true };
        this.tear();
      }
    }
    return true;
  }

  private finish(): void {
    if (this.current === null) return;
    this.keep(this.sheetOf(this.current, true));
  }

  /** The sheet ends where it is: out of paper, or no power. */
  private tear(): void {
    if (this.current === null) return;
    this.keep(this.sheetOf(this.current, false));
  }

  private keep(sheet: Sheet): void {
    this.finished = [sheet, ...this.finished].slice(0, keptSheets);
    this.current = null;
  }

  private sheetOf(from: { id: number; at: string; rows: readonly PaperRow[] }, complete: boolean): Sheet {
    return { id: from.id, at: from.at, complete, widthDots: this.widthDots, rows: [...from.rows] };
  }
}

/** DLE DC4 fn=8. */
const clearCommand = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8] as const;
