/** A participation (参保关系): one person in one scheme, at a unit, under a project or alone, from a day to a day. */
import type { EndReason } from '#libs/contract/participation-words.js';
import type { ParticipationCategory } from '#libs/schemes/description.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';

export type Participation = {
  readonly id: string;
  readonly personId: string;
  /** AAE140. */
  readonly scheme: string;
  readonly category: ParticipationCategory;
  readonly unitCode: string | null;
  readonly projectCode: string | null;
  /** Of a flexible worker, in percent of the average wage. */
  readonly tierPercent: number | null;
  readonly since: PlainDate;
  /** The last day; null: it stands. */
  readonly until: PlainDate | null;
  readonly endReason: EndReason | null;
  readonly enteredAt: string;
  readonly enteredBy: string | null;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly voidedAt: string | null;
  readonly voidedBy: string | null;
  readonly voidReason: string | null;
};

export type NewParticipation = Pick<Participation, 'scheme' | 'category' | 'since'> &
  Partial<Pick<Participation, 'unitCode' | 'projectCode' | 'tierPercent' | 'until' | 'endReason'>>;
