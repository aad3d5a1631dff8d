/**
 * What a description of a scheme says (decision 0037). How to use it:
 *
 * - `schemeTable['310']` (table.ts) is the description of one scheme, `describedScheme(code)` finds one by any text.
 * - `scheme.insured[category]` says who pays for somebody of a category and how often; undefined: not insured in it as such.
 * - `scheme.requires(on)` names the parameters without which a period whose rules are those of `on` cannot be assessed.
 * - `scheme.assess(inputs, on, parameters)` reckons one period of one participation; `on` is the first day of the period.
 * - `dueOn(turn, period, parameters)` (periods.ts) is the last day without a late fee, `covers(participation, period)` whether it is insured then.
 */
import type { Category } from '#libs/contributions/category.js';
import type { UnitSize } from '#libs/contributions/employment.js';
import type { PensionTier } from '#libs/contributions/resident-pension.js';
import type { AccountCode, schemes } from '#libs/contract/schemes.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { type Result, refuse } from '#libs/kernel/result.js';
import type { FlowKind } from '#libs/ledger/flows.js';
import type { Fen } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';
import type { MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

export type SchemeCode = keyof typeof schemes;

/** As what somebody is insured; kept with the participation. */
export const participationCategories = [
  'enterprise',
  'self-employed',
  'migrant',
  'temporary-public',
  'flexible',
  'civil-servant',
  'public-institution',
  'resident',
  'student',
  'project',
] as const;
export type ParticipationCategory = (typeof participationCategories)[number];

/** How often something is owed. */
export type Cadence = 'month' | 'year' | 'once';

/** Who pays for somebody of a category, and how often. */
export type Turn = {
  readonly payer: 'person' | 'unit';
  readonly cadence: Cadence;
  /** Whether what is paid late costs a late fee. */
  readonly lateFee: boolean;
};

/** What one period of one participation is reckoned from; null where it is not known or does not apply. */
export type Inputs = {
  readonly category: ParticipationCategory;
  readonly birthDate: PlainDate;
  /** Whom the government helps. */
  readonly help: Category;
  /** Declared for the month, in fen. */
  readonly wage: Fen | null;
  /** Chosen by a flexible worker, in percent of the average wage. */
  readonly tierPercent: number | null;
  readonly unit: {
    readonly industryClass: number | null;
    /** The floating step, such as `1.2`; null: 1. */
    readonly floating: string | null;
    readonly size: UnitSize;
  } | null;
  readonly project: {
    readonly cost: Fen;
    /** The days of the whole work, and those done before it was insured. */
    readonly totalDays: number;
    readonly daysDone: number;
  } | null;
  /** The period had passed when it was first assessed: back-payment, which earns nothing of the government's. */
  readonly isBackPayment: boolean;
};

export type Owed = {
  /** What the parts are reckoned from; null where there is no base. */
  readonly base: Fen | null;
  readonly unit: Fen;
  readonly person: Fen;
  /** Paid by the government, also when nobody chooses anything. */
  readonly government: Fen;
  /** What goes to the personal account once it is paid; of tiers, what the government's part alone brings. */
  readonly toAccount: Fen;
  /** Of both parts, what belongs to the occupational annuity; zero elsewhere. */
  readonly annuity: { readonly unit: Fen; readonly person: Fen } | null;
  /** To choose from; the person's part is then the chosen one's, in place of `person`. Empty: nothing to choose. */
  readonly tiers: readonly PensionTier[];
  /** Made when it is asked for: a run reckons millions and explains none. */
  readonly explain: () => Explanation;
};

/**
 * Why there is no amount. `nothing`: nothing is owed, and that is right (too young, merged). `unknown`: it cannot be assessed until
 * somebody mends what `reason` names; `key` and `on` are those of a missing parameter.
 */
export type NotOwed = {
  readonly owed: 'nothing' | 'unknown';
  readonly reason: string;
  readonly key?: string;
  readonly on?: PlainDate;
};

/** An account of a person's own that a scheme keeps. */
export type AccountDescription = {
  readonly code: AccountCode;
  /** The parameter with the rate announced for each year; null: it bears no interest here. */
  readonly interestRate: string | null;
  /** What the government gave is kept apart: it is not given back with the rest. */
  readonly keepsParts: boolean;
};

export type SchemeDescription = {
  /** AAE140. */
  readonly code: SchemeCode;
  /** The fund whose books take the money. */
  readonly books: SchemeCode;
  /** The fund that this one lives on; null: on what people and units owe. */
  readonly fundedFrom: SchemeCode | null;
  readonly insured: Readonly<Partial<Record<ParticipationCategory, Turn>>>;
  /** Whoever draws a pension owes nothing any more, from the first period of it on. */
  readonly endsWithPension: boolean;
  /** Several units at the same time each owe for the same person; elsewhere the earliest participation of a period counts alone. */
  readonly everyUnitPays: boolean;
  /** Accounts of the person's own to which part of what is paid goes, that of the scheme's own code first. Only that one moves with the insurance. */
  readonly accounts: readonly AccountDescription[];
  /** What the books write when it is paid, late, subsidised, refunded. */
  readonly flows: {
    readonly premium: readonly FlowKind[];
    readonly lateFee: readonly FlowKind[];
    readonly government: readonly FlowKind[];
    readonly refund: readonly FlowKind[];
  };
  /** Keys without which a period with the rules of a day cannot be assessed for everybody insured. */
  readonly requires: (on: PlainDate, parameters: Parameters) => readonly string[];
  readonly assess: (inputs: Inputs, on: PlainDate, parameters: Parameters) => Result<Owed, NotOwed>;
};

/** By whom, and how often. */
export const byUnit: Turn = { payer: 'unit', cadence: 'month', lateFee: true };
export const byPersonMonthly: Turn = { payer: 'person', cadence: 'month', lateFee: false };
export const byPersonYearly: Turn = { payer: 'person', cadence: 'year', lateFee: false };
export const byProject: Turn = { payer: 'unit', cadence: 'once', lateFee: true };

/** Of any fund whose premiums the bureau takes. */
export const usualFlows: SchemeDescription['flows'] = {
  premium: ['contribution', 'contribution-cash', 'contribution-direct'],
  lateFee: ['other-income'],
  government: ['subsidy'],
  refund: ['premium-refund', 'premium-refund-cash', 'premium-refund-earlier-year'],
};

export const nothingOwed = (reason: string): Result<never, NotOwed> => refuse({ owed: 'nothing', reason });
export const notAssessable = (
  refusal: { readonly reason: string } | MissingParameter,
): Result<never, NotOwed> => refuse({ owed: 'unknown', ...refusal });
