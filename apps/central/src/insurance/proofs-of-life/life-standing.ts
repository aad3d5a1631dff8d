/** How it stands with the proof that somebody who draws benefits is alive (待遇领取资格认证). */
import type { PlainDate } from '#libs/kernel/plain-date.js';

export const lifeStates = ['proved', 'due', 'overdue', 'suspended'] as const;
export type LifeState = (typeof lifeStates)[number];

/** By what somebody was seen: the act of its own, a collection or payment with card and PIN, a claim at the window, or others' decision to go on. */
export type LifeProofWay = 'service' | 'collection' | 'payment' | 'claim' | 'decision';

export type LifeStanding = {
  readonly personId: string;
  /** Null: nothing says that they were seen. */
  readonly provedOn: PlainDate | null;
  readonly provedBy: LifeProofWay | null;
  /** The last day it counts; null: they are not on the list yet. */
  readonly until: PlainDate | null;
  readonly warnedOn: PlainDate | null;
  /** Since when benefits are suspended for it. */
  readonly suspendedOn: PlainDate | null;
};

/** When somebody was last seen by an act of theirs. */
export type SeenAlive = { readonly on: PlainDate; readonly by: LifeProofWay };
