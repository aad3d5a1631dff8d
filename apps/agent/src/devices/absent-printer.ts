/** The printer of a window that has none: always offline, never printing. */
import type { ReceiptPrinter } from '#hardware/receipt-printer/receipt-printer.js';

export const absentPrinter: ReceiptPrinter = {
  status: async () => ({
    online: false,
    paperOut: false,
    paperNearEnd: false,
    coverOpen: false,
    trouble: 'none-set',
    detail: null,
    proof: 'none',
  }),
  print: async () => ({ outcome: 'not-started', fault: 'offline' }),
  close: async () => undefined,
};
