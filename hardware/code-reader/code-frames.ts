/** Cuts what a code reader sends into codes: each ends with CR, LF or both, and holds printable ASCII alone. */
import type { UnfitCode } from './code-reader.js';

/** The longest of our codes, a prepared act, has some 200. */
export const longestCode = 512;

/** A code comes in one go; what has no end after so long was broken off. */
const endWithinMs = 500;

const [carriageReturn, lineFeed] = [0x0d, 0x0a];
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;

export class CodeFrames {
  private bytes: number[] = [];
  /** Why the frame that is under way is none; it is still read to its end. */
  private unfit: UnfitCode | null = null;
  private late: NodeJS.Timeout | null = null;

  constructor(
    private readonly onCode: (text: string) => void,
    private readonly onUnfit: (why: UnfitCode) => void,
  ) {}

  take(bytes: Uint8Array): void {
    for (const byte of bytes)
      if (byte === carriageReturn || byte === lineFeed) this.end();
      else if (this.bytes.length === longestCode) this.unfit ??= 'too-long';
      else {
        if (!isPrintable(byte)) this.unfit ??= 'garbled';
        this.bytes.push(byte);
      }
    this.stopWaiting();
    if (this.bytes.length > 0)
      this.late = setTimeout(() => {
        this.unfit ??= 'cut-off';
        this.end();
      }, endWithinMs);
  }

  /** Forgets what is under way: its line was lost. */
  drop(): void {
    this.stopWaiting();
    this.bytes = [];
    this.unfit = null;
  }

  /** CR and LF in a row end one code, not two. */
  private end(): void {
    const { bytes, unfit } = this;
    this.drop();
    if (unfit !== null) this.onUnfit(unfit);
    else if (bytes.length > 0) this.onCode(String.fromCharCode(...bytes));
  }

  private stopWaiting(): void {
    if (this.late !== null) clearTimeout(this.late);
    this.late = null;
  }
}
