/** Reads ESC/POS bytes as a printer does: one command at a time, however the bytes were cut on the way. */
import iconv from 'iconv-lite';
import type { EscposCommand, QrLevel } from './escpos-command.js';

/** Not all of the command has come yet. */
class Incomplete extends Error {}

const codePages: Readonly<Record<number, string>> = {
  0: 'cp437', 2: 'cp850', 3: 'cp860', 4: 'cp863', 5: 'cp865', 16: 'cp1252', 17: 'cp866', 18: 'cp852', 19: 'cp858',
}; // oxfmt-ignore

/** Box drawing of code page 1 (Katakana); its letters are not printed in this country. */
const pageOneBoxes: Readonly<Record<number, string>> = { 0x95: '─', 0x96: '│', 0x90: '┴', 0x91: '┬' };

const levels = { 48: 'l', 49: 'm', 50: 'q', 51: 'h' } as const;

export class EscposReader {
  private bytes = Buffer.alloc(0);
  private at = 0;
  /** FS & and FS . : whether bytes from 81h on are GB 18030. Chinese models start with it on. */
  private chinese = true;
  private codePage = 0;
  private symbol: { data: string; cell: number; level: QrLevel } = {
    data: '',
    cell: 3,
    level: 'l',
  };
  /** GS ( L and GS 8 L store an image first and print it by another command. */
  private stored: { widthBytes: number; rows: number; bits: Uint8Array } | null = null;

  /** Adds bytes to the receive buffer. */
  push(bytes: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes.subarray(this.at), bytes]);
    this.at = 0;
  }

  /** Empties the receive buffer. */
  clear(): void {
    this.bytes = Buffer.alloc(0);
    this.at = 0;
  }

  /** What the printer knows when it is switched on. */
  reset(): void {
    this.chinese = true;
    this.codePage = 0;
    this.symbol = { data: '', cell: 3, level: 'l' };
    this.stored = null;
  }

  /** The next whole command, or null when there is none yet. */
  next(): EscposCommand | null {
    if (this.at >= this.bytes.length) return null;
    const start = this.at;
    try {
      return this.command();
    } catch (error) {
      if (!(error instanceof Incomplete)) throw error;
      this.at = start;
      return null;
    }
  }

  private byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new Incomplete();
    this.at += 1;
    return byte;
  }

  private word(): number {
    return this.byte() | (this.byte() << 8);
  }

  private take(count: number): Buffer {
    if (this.at + count > this.bytes.length) throw new Incomplete();
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  private command(): EscposCommand {
    const first = this.byte();
    switch (first) {
      case 0x0a:
        return { kind: 'line-feed' };
      case 0x0d:
        return { kind: 'carriage-return' };
      case 0x10:
        return this.realTime();
      case 0x1b:
        return this.escape();
      case 0x1c:
        return this.chineseCommand();
      case 0x1d:
        return this.group();
      default:
        return first < 0x20 ? ignored(`control ${first}`) : this.text(first);
    }
  }

  private text(first: number): EscposCommand {
    if (first < 0x80) return { kind: 'text', text: String.fromCharCode(first), double: false };
    if (!this.chinese || first === 0x80 || first === 0xff) {
      const page = codePages[this.codePage];
      const text = page === undefined ? (pageOneBoxes[first] ?? '?') : iconv.decode(Buffer.of(first), page);
      return { kind: 'text', text, double: false };
    }
    // GB 18030: a second byte that is a digit makes a four-byte code.
    const second = this.byte();
    const rest = second >= 0x30 && second <= 0x39 ? [second, this.byte(), this.byte()] : [second];
    return { kind: 'text', text: iconv.decode(Buffer.of(first, ...rest), 'gb18030'), double: true };
  }

  /** Real-time commands were obeyed when they arrived; here they only have to be stepped over. */
  private realTime(): EscposCommand {
    const kind = this.byte();
    if (kind === 0x04 || kind === 0x05) return ignored(`real-time ${kind} ${this.byte()}`);
    if (kind === 0x14) {
      const fn = this.byte();
      this.take(fn === 8 ? 7 : 2);
      return ignored(`DLE DC4 ${fn}`);
    }
    return ignored(`DLE ${kind}`);
  }

  private escape(): EscposCommand {
    const name = this.byte();
    switch (String.fromCharCode(name)) {
      case '@':
        // Standing orders go back to their defaults; the receive buffer stays.
        this.reset();
        return { kind: 'initialize' };
      case 'a':
        return { kind: 'align', align: ((this.byte() & 3) % 3) as 0 | 1 | 2 };
      case 'E':
      case 'G':
        return { kind: 'bold', on: (this.byte() & 1) === 1 };
      case '-':
        return { kind: 'underline', on: (this.byte() & 3) !== 0 };
      case '!': {
        const mode = this.byte();
        return { kind: 'size', width: mode & 0x20 ? 2 : 1, height: mode & 0x10 ? 2 : 1 };
      }
      case '2':
        return { kind: 'line-spacing', dots: null };
      case '3':
        return { kind: 'line-spacing', dots: this.byte() };
      case 'd':
        return { kind: 'feed-lines', lines: this.byte() };
      case 'J':
        return { kind: 'feed-dots', dots: this.byte() };
      case '$':
        return { kind: 'absolute-position', dots: this.word() };
      case '\\': {
        const dots = this.word();
        return { kind: 'relative-position', dots: dots >= 0x8000 ? dots - 0x10000 : dots };
      }
      case 't':
        this.codePage = this.byte();
        return ignored('ESC t');
      case 'M':
      case ' ':
      case '{':
      case 'R':
      case '=':
      case 'V':
        this.byte();
        return ignored(`ESC ${String.fromCharCode(name)}`);
      case 'c':
      case 'p':
        this.take(name === 0x63 ? 2 : 3);
        return ignored(`ESC ${String.fromCharCode(name)}`);
      default:
        return ignored(`ESC ${name}`);
    }
  }

  private chineseCommand(): EscposCommand {
    const name = String.fromCharCode(this.byte());
    switch (name) {
      case '&':
        this.chinese = true;
        return ignored('FS &');
      case '.':
        this.chinese = false;
        return ignored('FS .');
      case '-':
        return { kind: 'underline', on: (this.byte() & 3) !== 0 };
      case '!': {
        const mode = this.byte();
        return { kind: 'size', width: mode & 0x04 ? 2 : 1, height: mode & 0x08 ? 2 : 1 };
      }
      case 'S':
        this.take(2);
        return ignored('FS S');
      case 'C':
      case 'W':
        this.byte();
        return ignored(`FS ${name}`);
      case '(':
        this.byte();
        this.take(this.word());
        return ignored('FS (');
      default:
        return ignored(`FS ${name}`);
    }
  }

  private group(): EscposCommand {
    const name = String.fromCharCode(this.byte());
    switch (name) {
      case '!': {
        const size = this.byte();
        return { kind: 'size', width: ((size >> 4) & 7) + 1, height: (size & 7) + 1 };
      }
      case 'B':
        return { kind: 'inverse', on: (this.byte() & 1) === 1 };
      case 'L':
        return { kind: 'left-margin', dots: this.word() };
      case 'W':
        return { kind: 'area-width', dots: this.word() };
      case 'V': {
        const mode = this.byte();
        if (mode >= 65) this.byte();
        return { kind: 'cut' };
      }
      case 'r':
        return { kind: 'status-in-order', n: this.byte() };
      case 'v':
        return this.bitImage();
      case '8':
        this.byte();
        return this.graphics(this.word() + this.word() * 0x10000);
      case '(':
        return this.extended();
      case 'k':
        return this.barcode();
      case 'a':
      case 'h':
      case 'H':
      case 'w':
      case 'f':
        this.byte();
        return ignored(`GS ${name}`);
      case 'P':
        this.take(2);
        return ignored('GS P');
      default:
        return ignored(`GS ${name}`);
    }
  }

  /** GS v 0 m xL xH yL yH d…: printed at once. */
  private bitImage(): EscposCommand {
    this.take(2);
    const widthBytes = this.word();
    const rows = this.word();
    return { kind: 'raster', widthBytes, rows, bits: Uint8Array.from(this.take(widthBytes * rows)) };
  }

  /** GS ( L and GS 8 L: function 112 stores a raster, 50 prints what is stored. */
  private graphics(length: number): EscposCommand {
    const body = this.take(length);
    const fn = body[1];
    if (fn === 112 && body.length >= 10) {
      const widthBytes = (body.readUInt16LE(6) + 7) >> 3;
      this.stored = { widthBytes, rows: body.readUInt16LE(8), bits: Uint8Array.from(body.subarray(10)) };
      return ignored('graphics stored');
    }
    if ((fn === 50 || fn === 2) && this.stored !== null) {
      const image = this.stored;
      this.stored = null;
      return { kind: 'raster', ...image };
    }
    return ignored(`graphics ${fn}`);
  }

  private extended(): EscposCommand {
    const name = String.fromCharCode(this.byte());
    const length = this.word();
    if (name === 'L') return this.graphics(length);
    const body = this.take(length);
    if (name === 'H' && body[0] === 0x30 && body.length === 6)
      return { kind: 'process-id', id: Uint8Array.from(body.subarray(2)) };
    if (name === 'k' && body[0] === 49) {
      const value = body[2] ?? 0;
      if (body[1] === 67) this.symbol = { ...this.symbol, cell: value };
      else if (body[1] === 69 && value >= 48 && value <= 51)
        this.symbol = { ...this.symbol, level: levels[value as keyof typeof levels] };
      else if (body[1] === 80) this.symbol = { ...this.symbol, data: body.subarray(3).toString('utf8') };
      else if (body[1] === 81) return { kind: 'qr', ...this.symbol };
      return ignored(`QR setting ${body[1]}`);
    }
    return ignored(`GS ( ${name}`);
  }

  private barcode(): EscposCommand {
    const type = this.byte();
    if (type >= 65) this.take(this.byte());
    else while (this.byte() !== 0);
    return ignored('barcode');
  }
}

const ignored = (name: string): EscposCommand => ({ kind: 'ignored', name });
