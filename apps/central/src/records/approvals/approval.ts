/** An approval as it is kept, and what its owner has to know about its kind. */
import type { ApprovalKind, ApprovalState, Verdict } from '#libs/contract/approvals.js';
import type { Role } from '#libs/contract/authority.js';
import type { Words } from '#libs/kernel/words.js';
import type { Transaction } from '../../ground/database/database.js';

export type Approval<Content extends object = object> = {
  readonly id: string;
  readonly kind: ApprovalKind;
  /** The number or id its owner knows it by. */
  readonly subject: string;
  /** What is decided, as it stood when it was asked for. JSON. */
  readonly content: Content;
  /** SHA-256 of the content, hex. */
  readonly digest: string;
  readonly amountFen: bigint | null;
  readonly levels: number;
  /** The level that decides next, from 1. */
  readonly level: number;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly reason: string | null;
  /** Others who had a hand in it. */
  readonly hands: readonly string[];
  readonly state: ApprovalState;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string | null;
  readonly expiresAt: Date | null;
};

/** A staff member who decides, and where. */
export type Decider = {
  readonly number: string;
  readonly role: Role;
  /** Left out: from the command line. */
  readonly terminalId?: string;
};

/** One step that was taken. */
export type Decision = {
  readonly verdict: Verdict;
  /** Null: its time was over. */
  readonly by: string | null;
  readonly at: Date;
  readonly reason: string | null;
  readonly terminalId: string | null;
};

/** What is decided, in the words of whoever decides. */
export type ApprovalView = {
  /** One line, such as a name and what becomes of it. */
  readonly what: Words;
  readonly details: readonly { readonly label: Words; readonly value: Words }[];
};

/** What the owner of a kind does about it. All in the transaction of the deciding step. */
export type ApprovalHandler<Content extends object> = {
  /** What people call the subject, in lists and in the audit trail; left out: as it is. */
  readonly numberOf?: (subject: string) => string;
  /** Subjects that a text somebody looks for leads to, by their numbers or the names of people; left out: none. */
  readonly find?: (tx: Transaction, text: string) => Promise<readonly string[]>;
  /** What would be decided now: compared with what was asked for by its digest. Null: it is gone, or no longer to be decided. */
  readonly current: (tx: Transaction, approval: Approval<Content>) => Promise<Content | null>;
  /** Throws Refused as long as what whoever decides must have before them is not there: nothing is approved then; left out: it always is. */
  readonly ready?: (tx: Transaction, approval: Approval<Content>) => Promise<void>;
  readonly describe: (tx: Transaction, approval: Approval<Content>) => Promise<ApprovalView>;
  /** Carries out what is approved, by the content of the approval. Throws Refused when it cannot be done: then nothing is decided. */
  readonly approved: (tx: Transaction, approval: Approval<Content>, decision: Decision) => Promise<void>;
  /** What follows when it ends in another way; left out: nothing. */
  readonly refused?: (tx: Transaction, approval: Approval<Content>, decision: Decision) => Promise<void>;
  /** Told in the transaction that approves by id, for what is done after it by a job; not where its owner decided in a transaction of its own. */
  readonly soon?: (tx: Transaction) => Promise<void>;
};
