/** What a receipt printer is to those who use one: its real-time status, and printing with a proven result. */

/** Status asked of the device itself, never assumed. */
export type PrinterStatus = {
  readonly online: boolean;
  readonly paperOut: boolean;
  readonly paperNearEnd: boolean;
  readonly coverOpen: boolean;
};

export type PrinterFault = 'paper-out' | 'cover-open' | 'offline';

/**
 * The outcome of one print: `printed` only when the printer answered after the last byte that all of it came out;
 * `not-started` when nothing was sent; `failed` when it stopped in the middle; `unproven` when it no longer answers.
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
