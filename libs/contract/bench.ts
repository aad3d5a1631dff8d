/** What passes between the bench program (virtual cards, printer, code reader, bank switches) and its page. */

export type BenchCard = {
  /** File name of the card image, such as `zhang-san`. */
  readonly id: string;
  readonly label: string;
  /** `2.00` or `3.00`; null for a foreign card. */
  readonly specificationVersion: string | null;
  readonly algorithm: '3des' | 'sm4' | null;
  readonly cardNumber: string | null;
  /** A card body that is still to be made into somebody's card. */
  readonly blank: boolean;
  readonly pinTriesLeft: number | null;
  /** A word on what it is good for, such as `reported lost`. */
  readonly note: string;
};

export type BenchReader = {
  /** 0 and 1 are the window's, 2 is the kiosk's. */
  readonly slot: 0 | 1 | 2;
  readonly cardId: string | null;
  readonly connected: boolean;
};

export type BenchPrinter = {
  readonly paperOut: boolean;
  readonly coverOpen: boolean;
  readonly offline: boolean;
  /** Lines left on the roll; null: plenty. */
  readonly linesLeft: number | null;
  /** Sheets that came out, newest first; `GET /bench/paper/{id}.png`, and `{id}.txt` as plain text. */
  readonly sheets: readonly { readonly id: number; readonly complete: boolean; readonly at: string }[];
};

/** A printer of A4 pages, by IPP at `/ipp/print` of the bench. */
export type BenchPagePrinter = {
  readonly paperOut: boolean;
  /** Papers that came out, newest first; `GET /bench/pages/{id}.pdf`. */
  readonly sheets: readonly { readonly id: number; readonly name: string; readonly at: string }[];
};

/**
 * The bank's fault switches; `normal` unless set. `nonsense`: it books and answers what is no answer; `pending`: it books and answers
 * with a word that nobody knows; `rejects`: it takes no instruction (400); `locked-out`: it lets nobody in (403).
 */
export const bankFaults = [
  'normal',
  'slow',
  'refuse',
  'answer-lost',
  'down',
  'nonsense',
  'pending',
  'rejects',
  'locked-out',
] as const;
export type BankFault = (typeof bankFaults)[number];

/** Sent whole as event `state` of `GET /bench/events`; `GET /bench/state` for the snapshot alone. */
export type BenchState = {
  readonly cards: readonly BenchCard[];
  readonly readers: readonly BenchReader[];
  readonly printer: BenchPrinter;
  /** The kiosk's own; null: there is no kiosk. Its sheets are at `GET /bench/kiosk-paper/{id}.png`. */
  readonly kioskPrinter: BenchPrinter | null;
  /** The kiosk's printer of pages; null: there is no kiosk. */
  readonly pagePrinter: BenchPagePrinter | null;
  readonly bank: { readonly fault: BankFault; readonly reachable: boolean };
};

/**
 * Requests, each answered 204 or a problem: `POST /bench/readers/{slot}/insert {cardId}`, `POST /bench/readers/{slot}/pull`,
 * `POST /bench/printer {paperOut?, coverOpen?, offline?, linesLeft?}`, `POST /bench/kiosk-printer` alike,
 * `POST /bench/page-printer {paperOut}`, `POST /bench/code-reader {code}` (a code held before it),
 * `POST /bench/bank {fault}`.
 */
export type PrinterSwitches = Partial<Pick<BenchPrinter, 'paperOut' | 'coverOpen' | 'offline' | 'linesLeft'>>;
