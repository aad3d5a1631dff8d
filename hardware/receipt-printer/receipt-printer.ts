/** What a receipt printer is to those who use one: its real-time status, and printing with a proven result. */

import type { PrinterTrouble } from './printer-trouble.js';

/**
 * `process-id`: it says that all before is on paper (GS ( H). `status`: it says that it got through all, and its sensors are clear
 * (GS r, DLE EOT). `none`: it says nothing of a print, which then counts as sent, not as printed.
 */
export type ProofKind = 'process-id' | 'status' | 'none';

/** Status asked of the device itself, never assumed. */
export type PrinterStatus = {
  readonly online: boolean;
  readonly paperOut: boolean;
  readonly paperNearEnd: boolean;
  readonly coverOpen: boolean;
  /** Why it is not online, where that is more than its own switch; null when it is, and when nothing more is known. */
  readonly trouble: PrinterTrouble | null;
  /** The same in the system's words, for the log. */
  readonly detail: string | null;
  /** What a print of it is proven by; null: not found out yet. */
  readonly proof: ProofKind | null;
};

export type PrinterFault = 'paper-out' | 'cover-open' | 'offline';

/**
 * The outcome of one print: `printed` only when the printer answered after the last byte that all of it came out;
 * `not-started` when nothing was sent; `failed` when it stopped in the middle; `unproven` when it no longer answers, or never does.
 */
export type PrintOutcome =
  | { readonly outcome: 'printed' }
  | { readonly outcome: 'not-started' | 'failed'; readonly fault: PrinterFault }
  | { readonly outcome: 'unproven' };

export interface ReceiptPrinter {
  /** Asks the device (DLE EOT); a device that does not answer within the time-out is `online: false`. */
  status(): Promise<PrinterStatus>;
  /** Prints a receiptline document (https://www.ofsc.org/receiptline), cut at the end. Prints one at a time. */
  print(markdown: string): Promise<PrintOutcome>;
  close(): Promise<void>;
}
