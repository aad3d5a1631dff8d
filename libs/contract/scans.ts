/** What passes between the agent and its pages about codes that are scanned. */
import type { PreparedAct } from './prepared-acts.js';
import type { Problem } from './problems.js';

/** `none`: the window has no code reader; `missing`: it has one that is not plugged in. */
export type CodeReaderState = 'none' | 'ready' | 'missing';

/**
 * The code that was scanned last; each has another `id`. It goes with the card, with the sign-in, and after two minutes.
 * `verified`: the receipt is as it was when its code was made.
 */
export type Scan = { readonly id: string } & (
  | { readonly kind: 'receipt'; readonly number: string; readonly verified: boolean }
  /** What somebody wrote down at home that they want to do; it names nobody, and is of whoever's card is in or comes next. */
  | { readonly kind: 'prepared'; readonly act: PreparedAct }
  | { readonly kind: 'refused'; readonly problem: Problem }
);

/** `POST /desk/scans` → 202: a code that a scanner typed as a keyboard would; what it is comes as `scan`. */
export type ScanRequest = { readonly code: string };
