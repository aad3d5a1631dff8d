/** What passes between the agent and its page about undoing an act of money: reversal (冲正) and refund (退费). */
import type { components } from './central-api.js';

/** `POST /desk/undoings/look-ups` → 200: in which ways the act of a receipt can be undone, and how far a second person is with it. */
export type UndoingLookUpRequest = { readonly receiptNumber: string };
export type Undoings = components['schemas']['UndoingsDto'];
export type UndoingWay = Undoings['ways'][number];
export type UndoingKind = UndoingWay['kind'];

/** `POST /desk/undoings` → 200: asks a second person. */
export type UndoingRequest = {
  readonly receiptNumber: string;
  readonly kind: UndoingKind;
  readonly reason: string;
};
export type AskedUndoing = components['schemas']['AskedUndoingDto'];

/** `POST /desk/undoings/waiting` → 200: how much of what the clerk asked for is not decided; says nothing of whom, and is on no record. */
export type AskedOfOthers = Pick<components['schemas']['ApprovalCountDto'], 'asked'>;

/** `POST /desk/undoings/done` → 202 Act: undoes it, as approved; with the payer's card where it `needsCard`. */
export type UndoRequest = {
  readonly key: string;
  readonly receiptNumber: string;
  readonly kind: UndoingKind;
  /** As it was shown. */
  readonly channel: 'bank' | 'cash';
  readonly total: string;
  /** Of the card in the reader; left out where none is needed. */
  readonly insertionId?: string;
};
