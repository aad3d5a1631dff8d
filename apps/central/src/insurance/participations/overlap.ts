/** Two participations of one person that do not go together, and what was decided about them. */
import type { NewParticipation } from './participation.js';

export const overlapStates = ['open', 'decided'] as const;
export type OverlapState = (typeof overlapStates)[number];

/** `rule`: the table of overlaps decided; `gone`: nothing overlaps any more; else which of the two counts. */
export type OverlapDecision = 'rule' | 'standing' | 'other' | 'gone';

export type Overlap = {
  readonly id: string;
  readonly personId: string;
  readonly standingId: string;
  /** Null: it was asked for and not taken. */
  readonly otherId: string | null;
  readonly asked: NewParticipation | null;
  readonly decision: OverlapDecision | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
};

export type OverlapSide = {
  readonly scheme: string;
  readonly category: string;
  readonly unit: string | null;
  readonly unitName: string | null;
  readonly since: string;
  readonly until: string | null;
  readonly isVoided: boolean;
};

export type ListedOverlap = Omit<Overlap, 'asked' | 'otherId' | 'standingId'> & {
  readonly name: string;
  readonly number: string;
  readonly source: 'rule' | 'register' | 'name-list';
  readonly foundAt: Date;
  readonly decidedAt: Date | null;
  readonly standing: OverlapSide;
  readonly other: OverlapSide;
};

/** Of what was assessed and would no longer be owed. Fen, as decimal strings. */
export type FallingAway = {
  readonly periods: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly unitPart: string;
  readonly personPart: string;
  /** Of both parts, what was paid already. */
  readonly paid: string;
};
