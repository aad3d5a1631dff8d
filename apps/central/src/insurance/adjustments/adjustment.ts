/** A yearly adjustment as it is kept, and what its simulation says. */
import type { WrittenPopulationRule } from '#libs/benefits/population-rule.js';
import type { RiseParts } from '#libs/benefits/rises.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';

export const adjustmentStates = [
  'simulating',
  'simulated',
  'asked',
  'applying',
  'applied',
  'refused',
] as const;
export type AdjustmentState = (typeof adjustmentStates)[number];

/** Funds whose pensions rise by such a rule, and work injury insurance, whose allowances have one of their own. */
export const adjustedSchemes = ['110', '120', '170', '410'] as const;

/** What heads of one group come to; sums in fen, as text. */
export type SimulatedSums = {
  readonly heads: number;
  /** Of them nothing is paid to at the moment. */
  readonly suspended: number;
  /** Their pensions before, a month. */
  readonly base: string;
  /** A month, of all and of those that are paid. */
  readonly increase: string;
  readonly payable: string;
  /** For the months that have passed. */
  readonly past: string;
};

/** How heads are told apart: `from` is the least of the band (fen, years), null: below the first. */
export const simulatedBy = ['fund', 'age', 'years', 'pension', 'rise'] as const;
export type SimulatedBy = (typeof simulatedBy)[number];
export type SimulatedGroup = SimulatedSums & {
  readonly by: SimulatedBy;
  readonly fund: string | null;
  readonly from: number | null;
};

export type Simulation = {
  readonly all: SimulatedSums;
  readonly parts: Readonly<Record<keyof RiseParts, string>>;
  readonly groups: readonly SimulatedGroup[];
  /** Of bands of rises; fen. */
  readonly riseWidth: number;
  /** Pensions that rise by nothing, and such as cannot be reckoned. */
  readonly unaffected: number;
  readonly unreckoned: number;
  /** Benefits: those that rise most and least, and one in between. */
  readonly largest: readonly string[];
  readonly smallest: readonly string[];
  readonly middle: string | null;
};

/** What came of it; sums in fen, as text. */
export type AdjustmentOutcome = {
  readonly heads: number;
  readonly left: number;
  /** Lines of past months, and what they come to. */
  readonly lines: number;
  readonly past: string;
};

export type NewAdjustment = {
  readonly year: number;
  readonly schemes: readonly string[];
  readonly from: PlainMonth;
  readonly source: string;
  readonly rule: WrittenPopulationRule;
};

export type Adjustment = NewAdjustment & {
  readonly id: string;
  readonly number: number;
  readonly bounds: readonly string[];
  readonly state: AdjustmentState;
  readonly simulation: Simulation | null;
  readonly outcome: AdjustmentOutcome | null;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly approvalId: string | null;
  readonly approvedAt: Date | null;
  readonly appliedAt: Date | null;
  readonly chunks: number;
  readonly chunksDone: number;
};
