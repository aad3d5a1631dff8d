/** What a group of acts has loaded and locked, and the running picture of it while the group's jobs are decided one after another. */
import type { AccountShare } from '#libs/contributions/personal-account.js';
import type { ReceiptInstalment } from '#libs/contract/receipt-money.js';
import type { CardAlgorithm } from '#libs/cards/card-image.js';
import type { CardState } from '#libs/cards/card-life.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import type { CashLimits } from '../shifts/cash-limits.service.js';
import type { AtWindow } from '../shifts/at-window.js';
import type { LockedAccounts } from '../../funds/ledger/ledger.store.js';
import type { RecoveryCase } from '../../insurance/benefits/recovery.js';
import type { Operation } from '../../records/operations/operation.js';

/** Somebody whose due is paid with another's card, as the receipt names them. */
export type PaidFor = {
  readonly personId: string;
  readonly name: string;
  readonly socialSecurityNumber: string;
  /** What the payer is to them. */
  readonly relation: string;
};

/** A card session with its card and holder. */
export type SessionRow = {
  readonly id: string;
  readonly terminalId: string;
  readonly staffNumber: string | null;
  readonly state: 'challenged' | 'open' | 'refused' | 'ended';
  readonly nonce: string;
  readonly startedAt: Date;
  readonly personId: string;
  readonly personName: string;
  readonly socialSecurityNumber: string;
  readonly cardNumber: string;
  readonly cardState: CardState;
  readonly validUntil: PlainDate;
  readonly algorithm: CardAlgorithm;
  readonly historicalBytes: string;
  readonly keyVersion: number;
  readonly bankAccount: string | null;
  readonly bankAccountState: 'none' | 'inactive' | 'active';
  /** Others whose dues are paid with this card. */
  readonly paidFor: readonly PaidFor[];
};

/** Whether the card in the session has signed an act, and with which version of its IRK: the use of the key goes on record with the act. */
export type CardProof = { readonly genuine: boolean; readonly keyVersion: number };

/** What the government pays of a tier on the person's behalf, and what it adds on top of the tier. */
export type GovernmentMoney = { readonly governmentPart: Fen; readonly subsidy: Fen };

export type DueRow = {
  readonly id: string;
  readonly personId: string;
  readonly scheme: string;
  readonly period: string;
  readonly amount: Fen | null;
  /** What a person pays of a tier, in fen → what the government pays of it and adds to it, where a tier is to be chosen. */
  readonly tiers: ReadonlyMap<bigint, GovernmentMoney>;
  readonly creditsPersonalAccount: boolean;
  /** Null: all that is paid is the account's. */
  readonly accountShare: AccountShare | null;
  readonly state: 'open' | 'in-payment' | 'paid' | 'waived';
  /** A bank or the tax authority collects it: no act has it. */
  readonly inHand: boolean;
  /** Of arrears by agreement: which instalment it is. */
  readonly instalment: ReceiptInstalment | null;
};

export type EntitlementRow = {
  readonly id: string;
  readonly personId: string;
  readonly scheme: string;
  readonly period: string;
  readonly amount: Fen;
  /** Drawn from the personal account while it lasts. */
  readonly accountPart: Fen;
  readonly state: 'open' | 'in-payment' | 'paid';
};

/** Which recovery a line gives back of; its subject is the month. */
export type LineRecovery = {
  readonly claimId: string;
  readonly number: number;
  /** It was paid in a year before the act's. */
  readonly earlierYear: boolean;
};

export type ActLine = {
  readonly scheme: string;
  readonly period: string;
  readonly subjectId: string | null;
  readonly amount: Fen;
  readonly governmentPart: Fen;
  readonly subsidy: Fen;
  /** What of the amount the account gets with a payment, or gives to a benefit while it lasts. */
  readonly accountPart: Fen;
  readonly creditsPersonalAccount: boolean;
  /** Of arrears by agreement: which instalment it is. */
  readonly instalment: ReceiptInstalment | null;
  /** Of a benefit that was paid in error: what of which month is given back. */
  readonly recovery: LineRecovery | null;
  /** Whose it is, where it is not the act's own person. */
  readonly paidFor: PaidFor | null;
};

/** What an act has entered into the personal accounts of its person. */
export type EnteredBefore = {
  readonly personId: string;
  readonly scheme: string;
  readonly kind: 'personal' | 'subsidy' | 'benefit';
  readonly amount: Fen;
  readonly period: string;
};

/** Whom a receipt names. */
export type ReceiptHolder = {
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly cardNumber: string;
};

/** The act that another one undoes, as the other's receipt names it. */
export type FirstAct = {
  readonly kind: Operation['kind'];
  readonly receiptNumber: string;
  readonly businessDate: PlainDate;
};

/** An act with what it is about, locked. */
export type LockedAct = {
  readonly operation: Operation;
  readonly holder: ReceiptHolder;
  readonly terminalName: string;
  /** Null: the holder's own act. */
  readonly staffName: string | null;
  readonly lines: readonly ActLine[];
};

/** An act that waits for the bank. */
export type WaitingAct = LockedAct & {
  /** Of a refund: what it undoes. */
  readonly first: FirstAct | null;
  /** What it has entered into personal accounts so far. */
  readonly entries: readonly EnteredBefore[];
};

/** What stands in the way of undoing an act, and what undoing it takes. */
export type UndoingFacts = {
  /** How far the act has come that undoes it; null: none does. */
  readonly undoing: Operation['state'] | null;
  /** Where a refund through the bank goes: the account of then, or of the person's card. */
  readonly account: string | null;
  /** Whether a benefit or interest was reckoned with what it credited. */
  readonly used: boolean;
  readonly entries: readonly EnteredBefore[];
  readonly approved: readonly {
    readonly kind: string;
    readonly channel: string;
    readonly account: string | null;
  }[];
};

/** An act that is to be undone, with its receipt. */
export type UndoneAct = Pick<LockedAct, 'operation' | 'holder' | 'lines'> &
  UndoingFacts & { readonly receiptNumber: string };

export type PersonalAccountRow = { readonly id: string; readonly balance: Fen; readonly version: bigint };

export type GroupState = LockedAccounts & {
  readonly now: Date;
  readonly today: PlainDate;
  readonly operations: Map<string, Operation>;
  readonly sessions: ReadonlyMap<string, SessionRow>;
  /** By operation key, of the card acts. */
  readonly proofs: ReadonlyMap<string, CardProof>;
  /** Keys of the acts that a second person has to release first. */
  readonly heldBack: ReadonlySet<string>;
  /** Null: nothing is asked for that could pass one. */
  readonly limits: CashLimits | null;
  /** By operation key, of the acts that are asked for: the shift it belongs to, and the word of a second person. */
  readonly atWindow: ReadonlyMap<string, AtWindow>;
  /** `staff/terminal` → shift that this group began. */
  readonly begun: Map<string, string>;
  /** Cash in a clerk's hands over all funds, once this group has moved some. */
  readonly tills: Map<string, { readonly received: Fen; readonly imprest: Fen }>;
  readonly dues: Map<string, DueRow>;
  readonly entitlements: Map<string, EntitlementRow>;
  /** By benefit: what of it was paid in error and is open. */
  readonly recoveries: Map<string, RecoveryCase>;
  /** By operation key. */
  readonly waiting: Map<string, WaitingAct>;
  /** By operation key: the acts that others are to undo. */
  readonly undone: Map<string, UndoneAct>;
  /** `person/scheme` → personal account. */
  readonly personalAccounts: Map<string, PersonalAccountRow>;
  /** Of the business date; grows by one for each receipt. */
  lastReceiptNumber: number;
};
