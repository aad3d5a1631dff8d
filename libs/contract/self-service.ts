/** What passes between the agent of a kiosk and its page: what the machine can do, whose card is in, and what its holder asks for. */
import type { ApplicationOnFile, CardOnFile, Place } from './card-window.js';
import type { CardOnDesk, DeskState, Act } from './desk.js';
import type { components } from './central-api.js';
import type { PersonOverview } from './person-overview.js';
import type { Problem, ProblemCode } from './problems.js';
import type { Upkeep } from './upkeep.js';
import type { Scan } from './scans.js';
import type { Yuan } from './yuan.js';

/** Seconds of the last stretch before a visit that nobody touches is over, in which the page counts aloud. */
export const warnedSeconds = 20;

/**
 * One card from being put in until it is taken out. `reading`: it is being read; `refused`: `problem` says why, and who helps; `pin`:
 * it has proven itself, and nothing but the name is shown until its PIN is given; `open`: the holder's own is shown; `over`: ended by
 * the holder or because nobody touched the screen, all is wiped and the card is asked back.
 */
export type Visit = {
  readonly insertionId: string;
  readonly stage: 'reading' | 'refused' | 'pin' | 'open' | 'over';
  readonly problem: Problem | null;
  /** From `pin` on. */
  readonly name: string | null;
  /** Milliseconds from now until it is over unless somebody touches the screen; null: nothing to be wiped. */
  readonly endsInMs: number | null;
  /** In `open` alone; empty before. */
  readonly own: OwnAffairs | null;
};

/** What the holder alone sees, once the card has checked their PIN. */
export type OwnAffairs = Pick<
  CardOnDesk,
  | 'cardNumber'
  | 'cardState'
  | 'validUntil'
  | 'bankAccount'
  | 'bankAccountPays'
  | 'warnings'
  | 'dues'
  | 'entitlements'
> & {
  readonly maskedNumber: string;
  /** What this holder has done here, newest first. */
  readonly acts: readonly Act[];
};

/** The printer of A4 pages; `none`: there is none, and a statement or certificate comes on the roll. */
export type PagePrinterState = 'none' | 'ready' | 'paper-out' | 'cover-open' | 'offline';

/** All a kiosk shows. Sent whole on every change, as event `state` of `GET /self-service/events`. */
export type SelfServiceState = Pick<
  DeskState,
  | 'revision'
  | 'agency'
  | 'terminalName'
  | 'businessDate'
  | 'reader'
  | 'printer'
  | 'central'
  | 'clock'
  | 'closed'
  | 'codeReader'
> & {
  readonly pagePrinter: PagePrinterState;
  /** Another page of this machine was opened later, and has the kiosk: this one is shown nothing. */
  readonly elsewhere: boolean;
  /** Null while an upkeep is open. */
  readonly visit: Visit | null;
  /** Somebody of the staff looks after the machine; null: nobody does. */
  readonly upkeep: Upkeep | null;
  /** The code that was scanned last, with a card or before it; gone with the visit, and once the page says that it was done with. */
  readonly scan: Scan | null;
};

/** Words of the page by key, or groups of keys. */
export type LanguageWords = { readonly [key: string]: string | LanguageWords };

/** A language that the bureau has added by a file: its code, its own name, and what its words lack is said in Chinese. */
export type KioskLanguage = { readonly code: string; readonly name: string; readonly words: LanguageWords };

/** Languages that a page has beside Chinese and English: a screen has four answers. */
export const addedLanguagesAtMost = 2;

// Requests: POST with JSON and `?page=` with the id the page gave to `GET /self-service/events?page=…`; answered with 2xx or
// a Problem, `desk-elsewhere` for a page that another one has followed. All but `GET /self-service/languages` → KioskLanguage[],
// touches and slips are of the card that is in: `insertionId` is that of `visit`.

/** `POST /self-service/pin` → 204: the card checks it; it is held nowhere. `pin-wrong` with the tries left in `detail`, `pin-blocked`. */
export type PinRequest = { readonly insertionId: string; readonly pin: string };

/**
 * `POST /self-service/payments`, `…/collections` → 202 Act: through the bank account of the card. `printer-not-ready` unless
 * `withoutPaper` says that the holder goes without a receipt, which any window prints later.
 */
export type OwnMoneyRequest = {
  readonly key: string;
  readonly insertionId: string;
  readonly items: readonly { readonly id: string; readonly amount: string }[];
  readonly withoutPaper: boolean;
};

/**
 * `POST /self-service/services` → 202 Act: what is done about the card that is in, or its holder; a temporary report of loss about another
 * card of theirs.
 */
export type OwnServiceRequest = {
  readonly key: string;
  readonly insertionId: string;
  readonly service:
    | 'enabling'
    | 'pin-change'
    | 'proof-of-life'
    | 'renewal'
    | 'replacement'
    | 'temporary-loss';
  /** The card that is lost. */
  readonly cardId?: string;
  /** Of a replacement. */
  readonly reason?: 'damaged';
  /** Where another card is to be collected. */
  readonly depot?: string;
  readonly oldPin?: string;
  readonly newPin?: string;
  readonly newPinAgain?: string;
};

/** `POST /self-service/overview` with OfInsertion, once the PIN was given → OwnInsurance: as it is today; the asking is logged. */
export type OwnInsurance = Pick<
  PersonOverview,
  'on' | 'participations' | 'contributions' | 'dues' | 'accounts' | 'benefits'
>;

/** `POST /self-service/outlook` with OfInsertion, once the PIN was given → OwnOutlook: what their pension would come to; `outlook-drawn`, `outlook-empty`, `outlook-not-ready`. */
export type OwnOutlook = components['schemas']['PensionOutlookDto'];

/** `POST /self-service/cards` with OfInsertion, once the PIN was given → OwnCards: the asking is logged. */
export type OwnCards = {
  /** The last one, while there is something to wait for or to put right; null: nothing is under way. */
  readonly application: Omit<ApplicationOnFile, 'services'> | null;
  /** Another card in the place of the one that is in: a renewal near its end, before that a replacement of one that is damaged. */
  readonly another: {
    readonly service: 'renewal' | 'replacement';
    readonly refusal: Problem | null;
    /** Owed until the card is handed over. */
    readonly fee: Yuan;
    readonly needsPhoto: boolean;
    readonly needsGuardian: boolean;
  };
  /** Where it can be collected. */
  readonly depots: readonly Place[];
  /** Further cards of theirs that can be reported lost. */
  readonly others: readonly Pick<CardOnFile, 'id' | 'cardNumber' | 'words' | 'validUntil'>[];
  /** Days after which such a report ends by itself. */
  readonly temporaryLossDays: number;
};

/**
 * `POST /self-service/slips` → 204: a slip to take along to a window, once the printer has it. `about` is why nothing can be done
 * here, null: no card. `printer-paper-out` and the like, `too-many-requests`.
 */
export type SlipRequest = { readonly about: ProblemCode | null };

/**
 * `POST /self-service/papers` → PrintState: a statement or certificate of their own, given out and printed on A4 where that can be,
 * else on the roll; the same key is the same paper. `too-many-requests`.
 */
export type OwnPaperRequest = {
  readonly key: string;
  readonly insertionId: string;
  readonly kind: OwnPaperKind;
  /** Of `account` and `benefits`, and there alone. */
  readonly year?: number;
};
export type OwnPaperKind = components['schemas']['OwnDocumentRequestDto']['kind'];

// `POST /self-service/scans/end` → 204: what was scanned is forgotten. `POST …/scans/receipt` with OfInsertion, once the PIN was given →
// ReceiptSaid: the receipt that was scanned, whole, where it is the holder's own, else `receipt-not-own`; `POST …/scans/receipt/prints` →
// PrintState: it is printed again.

/** `POST /self-service/standing` → Standing of the window; `POST …/end` → 204: all is wiped, the card is asked back; `POST /self-service/touches` → 204: somebody is at the screen. `POST /self-service/receipts/{number}/prints` → 202. */
export type OfInsertion = { readonly insertionId: string };
