/** What passes between central and the cooperating bank: instructions by reference, their answers, and accounts. */
import type { Words } from './problems.js';

/** `debit` takes from the person's account and gives to the counterparts; `credit` the other way round. */
export type BankInstruction = {
  /** Made by the one who instructs; the bank books one instruction per reference, ever. */
  readonly reference: string;
  readonly kind: 'debit' | 'credit';
  /** The bank account of the person's card. */
  readonly account: string;
  /** Yuan with two places, such as `400.00`. */
  readonly amount: string;
  /** The funds' accounts; their amounts add up to `amount`. */
  readonly counterparts: readonly { readonly account: string; readonly amount: string }[];
};

/** Why the bank refuses; an answer with any other code is no answer. */
export const bankRefusalCodes = [
  'account-unknown',
  'account-frozen',
  'account-dormant',
  'account-closed',
  'balance-short',
  'declined',
] as const;
export type BankRefusalCode = (typeof bankRefusalCodes)[number];

/**
 * Answer to `POST /instructions` and `GET /instructions/{reference}`. The same reference with the same content gets the
 * same answer again; with other content 409 `reference-reused`. `GET` of a reference that never arrived is 404: it is
 * then proven not booked.
 */
export type BankAnswer =
  | {
      readonly reference: string;
      readonly outcome: 'succeeded';
      readonly bankReference: string;
      /** ISO 8601 instant. */
      readonly bookedAt: string;
    }
  | {
      readonly reference: string;
      readonly outcome: 'refused';
      readonly reason: { readonly code: BankRefusalCode } & Words;
    };

export type BankAccountState = 'active' | 'dormant' | 'frozen' | 'closed';

/** `POST /accounts` opens one unless it is there already, and answers what is there; `GET /accounts/{account}`. */
export type BankAccount = {
  readonly account: string;
  readonly holderName: string;
  /** Yuan with two places. */
  readonly balance: string;
  readonly state: BankAccountState;
};

/**
 * How the bank answers files of payouts (代发), by `POST /payouts/behaviour`; `normal` unless set. `later`: not yet; `partly`: of every second row it does
 * not know yet; `row-twice`, `row-unsent`: a row is in it twice, or nobody sent it; `amount-differs`: one row is a fen more; `other-run`: it is another
 * message's; `total-differs`: its totals are not those of its rows.
 */
export const payoutBehaviours = [
  'normal',
  'later',
  'partly',
  'row-twice',
  'row-unsent',
  'amount-differs',
  'other-run',
  'total-differs',
] as const;
export type PayoutBehaviour = (typeof payoutBehaviours)[number];

/** Why the bank does not pay a row of such a file. */
export const payoutFailures = [
  'name-differs',
  'account-closed',
  'account-frozen',
  'account-dormant',
  'wrong-bank',
  'declined',
] as const;
export type PayoutFailure = (typeof payoutFailures)[number];

/** Answer to `POST /payouts?account=…`, whose body is the file: accepted once by its reference; the same again is answered the same. */
export type PayoutAccepted = { readonly reference: string; readonly rows: number; readonly total: string };

/** Answer to `POST /payouts/{reference}/answers`: the number under which `GET` of it gives the bank's file, as often as it is asked for. */
export type PayoutAnswered = { readonly number: number; readonly rows: number };
