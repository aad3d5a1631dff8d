/** What passes between the agent and its pages about codes that are scanned. */
import type { PreparedAct } from './prepared-acts.js';
import type { Problem } from './problems.js';
import type { ReceiptDocument } from './receipt-layout.js';

/** `none`: the window has no code reader; `missing`: it has one that is not plugged in. */
export type CodeReaderState = 'none' | 'ready' | 'missing';

/** What a receipt says on a screen: to whoever has the paper with its holder masked and without `rows`, to its holder whole. */
export type ReceiptSaid = Pick<
  ReceiptDocument,
  | 'number'
  | 'kind'
  | 'title'
  | 'rows'
  | 'payerName'
  | 'cardNumber'
  | 'lines'
  | 'total'
  | 'businessDate'
  | 'terminalName'
  | 'channel'
  | 'undoneBy'
>;

/**
 * The code that was scanned last; each has another `id`. It goes with the card, with the sign-in, and after two minutes.
 * `verified`: the receipt is as it was when its code was made.
 */
export type Scan = { readonly id: string } & (
  | {
      readonly kind: 'receipt';
      readonly number: string;
      readonly verified: boolean;
      readonly said: ReceiptSaid;
    }
  /** What somebody wrote down at home that they want to do; it names nobody, and is of whoever's card is in or comes next. */
  | { readonly kind: 'prepared'; readonly act: PreparedAct }
  | { readonly kind: 'refused'; readonly problem: Problem }
);

/** `POST /desk/scans`, at a kiosk `POST /self-service/scans` → 202: a code that a scanner typed as a keyboard would; what it is comes as `scan`. */
export type ScanRequest = { readonly code: string };
