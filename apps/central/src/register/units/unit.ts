/** A unit that insures people or collects their cards, its floating steps and its construction projects, as the other domains see them. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';

export const unitKinds = [
  'enterprise',
  'self-employed',
  'public-institution',
  'government',
  'social-organisation',
  'other',
] as const;

export type UnitKind = (typeof unitKinds)[number];

export type Unit = {
  readonly code: string;
  readonly name: string;
  /** GB 32100; null: it has none. */
  readonly creditCode: string | null;
  readonly kind: UnitKind;
  /** Of work injury, 1 to 8; null: no employees. */
  readonly industryClass: number | null;
  readonly size: 'small' | 'large';
  /** GB/T 10114. */
  readonly township: string | null;
  readonly foundedOn: PlainDate | null;
  readonly closedOn: PlainDate | null;
  readonly address: string | null;
  readonly contactName: string | null;
  readonly contactPhone: string | null;
  readonly bankName: string | null;
  readonly bankAccount: string | null;
};

/** What may be given of a unit when it is added; what is left out is unknown. */
export type NewUnit = Pick<Unit, 'code' | 'name'> & Partial<Omit<Unit, 'code' | 'name' | 'closedOn'>>;

/** What may change about a unit; what is left out stays. */
export type UnitChange = Partial<Omit<Unit, 'code' | 'closedOn'>>;

/** One fact of a unit from a day on, as it was entered. */
export type UnitFact = {
  readonly field: Exclude<keyof Unit, 'code'>;
  readonly value: string | null;
  /** null: for all of the past. */
  readonly effectiveFrom: PlainDate | null;
  /** null, as who entered it: what was before the first change. */
  readonly enteredAt: string | null;
  readonly enteredBy: string | null;
};

/** What of a unit its dues are reckoned from. */
export type ReckonedFact = 'industryClass' | 'size' | 'floatingStep';

/** Something that dues are reckoned from is otherwise than it was known. */
export type UnitRatedAnew = {
  readonly unit: string;
  readonly fact: ReckonedFact;
  /** null: for all of the past. */
  readonly from: PlainDate | null;
  readonly at: Date;
  readonly by: string;
};

export type FloatingStep = {
  readonly effectiveFrom: PlainDate;
  /** Such as `1.2`. */
  readonly step: string;
  readonly enteredAt: string;
  readonly enteredBy: string;
};

export type Project = {
  readonly code: string;
  readonly name: string;
  /** The general contractor, who pays. */
  readonly unitCode: string;
  readonly cost: Fen;
  readonly startsOn: PlainDate;
  readonly endsOn: PlainDate;
  /** The first day that is insured and paid for: that of the works, or a later one where they were under way. */
  readonly insuredFrom: PlainDate;
  readonly endedOn: PlainDate | null;
};

/** A project was registered, or is otherwise than it was. */
export type ProjectEntered = { readonly project: Project; readonly by: string };
