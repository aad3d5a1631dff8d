/** What passes between the agent and its page: one snapshot of the window, and the acts a clerk can ask for. */
import type { Explanation } from '#libs/policy/explanation.js';

import type { Role } from './authority.js';
import type { CardService, DenyListState, IssuanceState } from './card-window.js';
import type { DebitConsent } from './debit-consent.js';
import type { OwedRecovery } from './owed-recovery.js';
import type { Problem, Words } from './problems.js';
import type { CodeReaderState, Scan } from './scans.js';
import type { Yuan } from './yuan.js';

export type { Explanation, Yuan };

export type ReaderState = {
  /** The card that is in, whether or not anybody may see it; another one, or the same put in again, has another. */
  readonly insertionId: string | null;
  /** `ready`: waiting for a card; `busy`: an exchange is under way; `missing`: no reader; `stopped`: pcscd is down. */
  readonly state: 'ready' | 'busy' | 'missing' | 'stopped';
  readonly name: string | null;
  /** Another social security card lies in another reader: one of them has to be taken away. */
  readonly secondCard: boolean;
  /** The reader that the card is in has a PIN pad of its own: the PIN is entered there. */
  readonly pinPad: boolean;
};

/** In the place of a PIN: it is entered on the reader's own pad, and passes neither page nor agent (decision 0084). */
export const pinOnPad = 'on-pad';

export type PrinterTroubleName =
  | 'none-set'
  | 'silent'
  | 'garbled'
  | 'missing'
  | 'forbidden'
  | 'taken'
  | 'no-device'
  | 'stuck';

export type PrinterState = {
  readonly state: 'ready' | 'printing' | 'paper-out' | 'cover-open' | 'offline';
  readonly paperNearEnd: boolean;
  /** Why it is offline, where more is known than that. */
  readonly trouble: PrinterTroubleName | null;
  /** What its prints are proven by; null: not found out yet. `none`: what was sent counts as unproven. */
  readonly proof: 'process-id' | 'status' | 'none' | null;
};

/** The terminal is out of service: since when (ISO instant), and what those who come are told. */
export type Closed = { readonly since: string; readonly message: string };

export type LinkState = { readonly state: 'online' | 'offline'; readonly since: string };

export type ClockState = {
  /** False from a start of the agent until the centre has said what time it is: until then all times are the machine's own. */
  readonly isCentres: boolean;
  /** Seconds by which the machine's own clock is ahead of the centre's, below zero behind; 0: not worth a word. */
  readonly aheadSeconds: number;
};

/** Cash of the signed-in clerk, over all funds. */
export type TillState = {
  /** Cash taken in for contributions, to be banked. */
  readonly received: Yuan;
  /** Cash drawn from the expenditure accounts, to pay benefits with. */
  readonly imprest: Yuan;
  /** Card fees taken in: no fund's, to be banked apart. */
  readonly fee: Yuan;
  /** From this amount on nothing is confirmed by Enter alone. */
  readonly carefulFrom: Yuan;
  /** How the holder of a bank account agrees to a debit. */
  readonly debitConsent: DebitConsent;
};

/** A tier of a year: the whole of it, what the person pays, what the government pays of it (代缴), and what it adds on top (补贴). */
export type TierOption = {
  readonly tier: Yuan;
  readonly amount: Yuan;
  readonly governmentPart: Yuan;
  readonly subsidy: Yuan;
};

export type Due = {
  readonly id: string;
  readonly scheme: string;
  readonly schemeName: Words;
  /** `2026` for a yearly due. */
  readonly period: string;
  /** Null where a tier has still to be chosen. */
  readonly amount: Yuan | null;
  /** Tiers to choose from; empty where the amount is fixed. */
  readonly tiers: readonly TierOption[];
  readonly state: 'open' | 'in-payment';
  /** What the tax authority collects is shown, and not paid here; neither is what nobody was laid down to collect. */
  readonly collectedBy: 'bureau' | 'tax' | 'unknown';
  /** A bank or the tax authority collects it and has not answered; `until`: when an answer is expected, null: nobody said. */
  readonly inHand: {
    readonly channel: 'debit' | 'tax';
    readonly since: string;
    readonly until: string | null;
  } | null;
  /** Which instalment of an agreement on arrears it is a part of; null: it is asked for as a whole. */
  readonly instalment: {
    readonly agreement: number;
    readonly dueOn: string;
    readonly place: number;
    readonly of: number;
    /** What was agreed on of its period, where it is a part of that alone. */
    readonly whole: Yuan | null;
    /** One was not there on its day: all that is left is due. */
    readonly lapsed: boolean;
    /** It is its turn; another may be paid before. */
    readonly offered: boolean;
  } | null;
  readonly explanation: Explanation;
};

export type Entitlement = {
  readonly id: string;
  readonly scheme: string;
  readonly schemeName: Words;
  /** `2026-11`, the month it is for. */
  readonly period: string;
  readonly amount: Yuan;
  readonly state: 'open' | 'in-payment';
  readonly explanation: Explanation;
};

export type Holder = {
  readonly name: string;
  /** `63**************34`: masked until asked for. */
  readonly maskedNumber: string;
  readonly sex: 'male' | 'female';
  /** In years, today: the birth date beside the masked number would give the number away. */
  readonly age: number;
};

/** Somebody whose dues are paid with the card that is in, beside its holder's own. */
export type PaidFor = {
  readonly personId: string;
  readonly name: string;
  readonly maskedNumber: string;
  /** What the payer is to them. */
  readonly relation: string;
  readonly dues: readonly Due[];
  readonly recoveries: readonly OwedRecovery[];
  readonly unassessed: readonly Words[];
};

/** A card that proved itself at this window a little while ago, for the same clerk. */
export type LatelyHere = { readonly sessionId: string; readonly maskedName: string };

/** `POST /desk/paid-for`, answered with nothing but that they stand there now: by a card that was here lately, or by number, name and reason. */
export type PayForRequest = {
  readonly insertionId: string;
  readonly relation: string;
} & (
  | { readonly sessionId: string }
  | { readonly socialSecurityNumber: string; readonly name: string; readonly reason: string }
);

export type CardOnDesk = {
  readonly insertionId: string;
  /** Whose card it is, in a word that means something to this agent alone: the same for each visit with the same card. */
  readonly visitor: string | null;
  /**
   * `reading` and `proving` are on the way; `open` is usable; `refused` carries the problem, and the holder where the
   * card has proven itself and the card window can help; `blank` is a card body that is still to be made.
   */
  readonly stage: 'reading' | 'proving' | 'open' | 'refused' | 'blank';
  readonly exchanges: number;
  /** From the reader's event to this stage. */
  readonly milliseconds: number;
  readonly problem: Problem | null;
  readonly cardNumber: string | null;
  readonly cardState: Words | null;
  readonly validUntil: string | null;
  readonly bankAccount: string | null;
  /** Whether the account can pay; one that is not activated yet can only receive. */
  readonly bankAccountPays: boolean;
  /** Of a blank card whose making was begun: the application it is for. */
  readonly blankFor: string | null;
  readonly holder: Holder | null;
  readonly warnings: readonly Words[];
  readonly dues: readonly Due[];
  readonly entitlements: readonly Entitlement[];
  readonly recoveries: readonly OwedRecovery[];
  readonly others: readonly PaidFor[];
  /** Whom the holder may have come with. */
  readonly lately: readonly LatelyHere[];
};

export type PrintState = {
  readonly copy: number;
  /**
   * `printed` is proven by the printer; `unproven` and `failed` are not; `waiting` is yet to come; `held` comes when it is asked for,
   * because whoever it belongs to is no longer at the window.
   */
  readonly outcome: 'waiting' | 'held' | 'printing' | 'printed' | 'failed' | 'unproven';
  readonly problem: Problem | null;
};

/** What the clerk's hands have to do once an act has succeeded: pay out cash, give change, take cash in, have the slip signed. */
export type HandTask = {
  readonly kind: 'pay-out' | 'give-change' | 'take-in' | 'sign-slip';
  /** Null where no money passes. */
  readonly amount: Yuan | null;
};

/** One due or entitlement that an act settles, or what it gives back of a benefit, whose months are `2026-02/2026-11`. */
export type ActLine = { readonly scheme: string; readonly period: string; readonly amount: Yuan };

/** One thing pressed at this window and what became of it. */
export type Act = {
  /** The Idempotency-Key, made by the page. */
  readonly key: string;
  readonly kind:
    | 'payment'
    | 'collection'
    | 'till-draw'
    | 'till-deposit'
    | 'till-return'
    | 'shift-count'
    | 'shift-hand-over'
    | 'reversal'
    | 'refund'
    | 'card-service';
  /** Which service of the card window; null for all other kinds. */
  readonly service: CardService | null;
  /** `none`: no money moves. */
  readonly channel: 'bank' | 'cash' | 'none';
  readonly total: Yuan;
  /** What it settles; empty where it settles nothing, and where only the centre knows. */
  readonly lines: readonly ActLine[];
  /** Whom it is for, such as 王＊＊; null for the till's own. */
  readonly maskedName: string | null;
  /** As `visitor` of their card; null for the till's own, and after a restart of the agent. */
  readonly visitor: string | null;
  /** Number of the receipt whose act this one undoes; null for all others. */
  readonly undoes: string | null;
  /** What the hands still have to do, in this order; kept until `hands-done`. */
  readonly hands: readonly HandTask[];
  /** `unknown`: the bank or the centre has not said; it goes on being asked. */
  readonly state: 'sending' | 'running' | 'succeeded' | 'refused' | 'unknown';
  readonly startedAt: string;
  /** Who pressed it; empty where only the centre knows. */
  readonly staffNumber: string;
  /** When it is given up, unless the centre has it by then; null once the centre has it. */
  readonly lapsesAt: string | null;
  /** It is to be given up as soon as it is certain that the centre does not have it. */
  readonly calledOff: boolean;
  readonly problem: Problem | null;
  readonly receiptNumber: string | null;
  readonly print: PrintState | null;
};

/** Whether an act is the clerk's own, of the till or the shift, and nobody's who is served. */
export const isClerksOwn = (kind: Act['kind']): boolean => /^(till|shift)-/.test(kind);

/** All a window shows. Sent whole on every change; `revision` only grows. */
export type DeskState = {
  readonly revision: number;
  readonly agency: Words;
  readonly terminalName: string;
  readonly businessDate: string;
  readonly staff: {
    readonly number: string;
    readonly name: string;
    readonly role: Role;
    readonly expiresAt: string;
  } | null;
  /** Somebody is signed in, in another browser of this machine: this one is shown nothing of theirs. */
  readonly heldElsewhere: boolean;
  readonly reader: ReaderState;
  readonly printer: PrinterState;
  readonly codeReader: CodeReaderState;
  readonly central: LinkState;
  readonly clock: ClockState;
  /** It begins no act for those who come; null: it serves. */
  readonly closed: Closed | null;
  readonly till: TillState | null;
  readonly card: CardOnDesk | null;
  readonly scan: Scan | null;
  readonly denyList: DenyListState;
  /** The card that is being made at this window; null when none is. */
  readonly issuance: IssuanceState | null;
  /** Newest first. */
  readonly acts: readonly Act[];
};

/** All the console of a browser is told unasked: where it is, and who is signed in there. Nothing of the window's clerk or card. */
export type ConsoleState = Pick<
  DeskState,
  'revision' | 'agency' | 'terminalName' | 'businessDate' | 'staff' | 'central' | 'clock'
>;

// Requests of the page: POST with JSON, answered with 2xx or a Problem. All need the cookie set by `GET /`, and while somebody is
// signed in at the window the cookie that their sign-in gave to their browser; without it they are refused with `desk-elsewhere`.
// The console signs in apart: `/desk/console/` has `sign-in`, `sign-out`, `first-passwords`, `password-changes`, `activity`, `events`
// and `state` of its own; those and `/desk/central/` take the cookie of that sign-in, and are refused with `sign-in-expired` without.

/** `POST /desk/sign-in` → 204; `POST /desk/sign-out` → 204. */
export type SignInRequest = { readonly staffNumber: string; readonly password: string };

/** `POST /desk/first-passwords` → 204: chooses a password with the one-time code from an administrator, and signs in. */
export type FirstPasswordRequest = {
  readonly staffNumber: string;
  readonly code: string;
  readonly password: string;
};

/** `POST /desk/password-changes` → 204: changes one's own password; the sign-in here goes on, every other one ends. */
export type PasswordChangeRequest = { readonly password: string; readonly newPassword: string };

/** `POST /desk/payments` → 202 Act, or 422 `pin-wrong` as a collection. The act is stored before it is sent. */
export type PaymentRequest = {
  readonly key: string;
  readonly insertionId: string;
  readonly channel: 'bank' | 'cash';
  readonly dues: readonly { readonly id: string; readonly amount: Yuan }[];
  /** Cash counted at the counter; left out where it is just the sum. What is above the sum is the change. */
  readonly received?: Yuan;
  /** Of a debit that the holder agrees to by the PIN; it goes to the card only. */
  readonly pin?: string;
};

/** `POST /desk/collections` → 202 Act, or 422 `pin-wrong` with the tries left in `detail`. The PIN goes to the card only. */
export type CollectionRequest = {
  readonly key: string;
  readonly insertionId: string;
  readonly channel: 'bank' | 'cash';
  readonly entitlements: readonly { readonly id: string; readonly amount: Yuan }[];
  readonly pin: string;
};

/** `POST /desk/till/draws`, `…/deposits`, `…/returns` → 202 Act: cash from the expenditure account; cash to the bank; drawn cash given back. */
export type TillRequest = { readonly key: string; readonly scheme: string; readonly amount: Yuan };

/** `POST /desk/acts/{key}/hands-done` → 204: what the hands had to do for it is done. */

/** `POST /desk/acts/{key}/calling-off` → 202: given up once the centre has said that it does not have it. `act-taken`: it does. */

/**
 * `POST /desk/receipts/{number}/prints` → 202; prints again, numbered as a copy. `GET …/picture.png`, `….svg`, `….txt`:
 * as it looks on paper, once its printing has begun.
 */

/**
 * `POST /desk/reload` → 204: dues, entitlements and till as they are now. `POST /desk/activity` → 204: the page is in
 * use though it asks for nothing; a sign-in is renewed by this, by any other request of the desk and by a card.
 */

/** `POST /desk/holder/reveal` → the full number; the asking is logged with its purpose. */
export type RevealRequest = { readonly insertionId: string; readonly purpose: string };
export type RevealAnswer = { readonly socialSecurityNumber: string };

/** `POST /desk/holder/standing` → how the holder stands, asked for once they are shown; it is on record. */
export type StandingRequest = { readonly insertionId: string };
export type Standing = {
  /** `GET /desk/photos/{digest}`; null: no photo is on record. */
  readonly photoDigest: string | null;
  /** Whom the government helps with contributions. */
  readonly category: Words;
  /** When they were last seen with card and PIN, and how long that counts (`YYYY-MM-DD`); null for whoever draws nothing that asks for it. */
  readonly proofOfLife: {
    readonly lastSeenOn: string | null;
    readonly until: string | null;
    /** Since when benefits are suspended for want of it. */
    readonly suspendedOn: string | null;
    /** By what they were seen. */
    readonly basis: Words;
  } | null;
  readonly remarks: readonly { readonly words: Words; readonly toDo: Words }[];
};

/** `POST /desk/holder/chip-check` → compares the chip's EF06 with the register (external authentication on v3). */
export type ChipCheckAnswer = {
  readonly agrees: boolean;
  readonly differences: readonly Words[];
  readonly exchanges: number;
};

/** `GET /desk/events`: Server-Sent Events, event `state` with a DeskState; `GET /desk/state` for the snapshot alone. */
