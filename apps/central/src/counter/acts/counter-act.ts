/** The acts that move money at a counter, from what was asked to what became of it. */
import type { DebitConsent } from '#libs/contract/debit-consent.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import type { Fen } from '#libs/money/fen.js';
import type { Instruction } from '../../funds/bank/instruction.js';
import type { StaffWriter, Writer } from '../../ground/http/identity.js';
import type { Channel, Operation } from '../../records/operations/operation.js';

/** What every request brings along. */
type Asked<By extends Writer = Writer> = By & {
  /** SHA-256 of the body without the card's proof. */
  readonly bodyDigest: string;
};

/** A holder pays dues or collects entitlements, with the card in the reader: at a window, or by themselves at a kiosk. */
export type CardAct = Asked & {
  readonly kind: 'payment' | 'collection';
  readonly channel: Channel;
  readonly cardSessionId: string;
  readonly cardProof: Uint8Array;
  /** How the holder has agreed to a debit of their account, by the word of the terminal; null where nothing is debited. */
  readonly consent: DebitConsent | null;
  readonly items: readonly { readonly id: string; readonly amount: Fen }[];
};

/** A clerk undoes an act, as a second person has approved: `reversal` of what was keyed wrong, `refund` of a contribution. */
export type UndoAct = Asked<StaffWriter> & {
  readonly kind: 'reversal' | 'refund';
  readonly channel: Channel;
  /** Key of the act that is undone. */
  readonly undoes: string;
  /** The holder's card, where they have to be there: a refund in cash. */
  readonly card: { readonly sessionId: string; readonly proof: Uint8Array } | null;
};

/** A clerk draws cash to pay benefits with, gives it back, or banks the cash taken in. */
export type TillAct = Asked<StaffWriter> & {
  readonly kind: 'till-draw' | 'till-deposit' | 'till-return';
  readonly channel: 'cash';
  readonly scheme: string;
  readonly amount: Fen;
};

/** The bank has answered for an act that waited for it. */
export type BankConclusion = {
  readonly kind: 'conclusion';
  /** Key of the operation that waits for it. */
  readonly key: string;
  readonly outcome:
    | { readonly succeeded: true; readonly bankReference: string }
    | { readonly succeeded: false; readonly reason: string };
};

export type Job = CardAct | TillAct | UndoAct | BankConclusion;

/** What a job came to: its operation as it stands, and the bank instruction to send when there is one. */
export type Outcome =
  | {
      readonly settled: true;
      readonly operation: Operation;
      readonly replayed: boolean;
      readonly instruction: Instruction | null;
    }
  | { readonly settled: false; readonly code: ProblemCode; readonly detail?: string };
