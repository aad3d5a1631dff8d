/** What passes between the agent and its page about what was done for somebody before, and printing its receipts again. */
import type { CardService, PersonReference } from './card-window.js';
import type { Yuan } from './yuan.js';

export const pastActKinds = ['payment', 'collection', 'reversal', 'refund', 'card-service'] as const;
export const pastActStates = ['running', 'succeeded', 'refused', 'unknown'] as const;

/** One act of a person, at whatever window it was done. */
export type PastAct = {
  readonly key: string;
  readonly kind: (typeof pastActKinds)[number];
  readonly service: CardService | null;
  readonly channel: 'bank' | 'cash' | 'none';
  readonly total: Yuan;
  readonly state: (typeof pastActStates)[number];
  readonly businessDate: string;
  readonly startedAt: string;
  readonly terminalName: string;
  readonly receiptNumber: string | null;
  /** What has undone it since. */
  readonly undoneBy: { readonly kind: 'reversal' | 'refund'; readonly receiptNumber: string } | null;
};

/** `POST /desk/past-acts` → PastActsPage: newest first, of all windows. The asking is logged with its purpose. */
export type PastActsRequest = PersonReference & {
  readonly purpose: string;
  /** The `next` of the page before; left out: the newest. */
  readonly after?: string;
};
export type PastActsPage = { readonly acts: readonly PastAct[]; readonly next: string | null };

/**
 * `POST /desk/receipts/{number}/copies` → PrintState: prints a receipt of whatever window and day once more, and answers when it is
 * known what came of it.
 */
