/** What a printer of A4 pages is to those who use one: whether it can print, and printing with a proven result. */
import type { PrinterFault, PrintOutcome } from '../receipt-printer/receipt-printer.js';

/** As of a receipt; `taken-back`: nobody wanted it any more, and it does not come out. */
export type PagePrintOutcome = PrintOutcome | { readonly outcome: 'taken-back' };

export interface PagePrinter {
  /** What stands in the way of printing, asked of the printer itself; null: nothing. One that does not answer within the time-out is `offline`. */
  fault(): Promise<PrinterFault | null>;
  /**
   * Prints a PDF of A4 pages, and waits until the printer says what came of it. What has not come out within the time-out is taken back
   * from it, so that it does not come out for somebody else later; so is, at once, what is no longer `wanted`.
   */
  print(pdf: Uint8Array, name: string, wanted: AbortSignal): Promise<PagePrintOutcome>;
}
