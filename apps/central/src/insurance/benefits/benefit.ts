/** A granted benefit, its lines and its changes, as they are kept. */
import type { BenefitChange } from '#libs/benefits/benefit-life.js';
import type { StandingLine } from '#libs/benefits/follow-months.js';
import type { Facts } from '#libs/benefits/kinds/kind.js';
import type { PopulationRule } from '#libs/benefits/population-rule.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';

export type Benefit = {
  readonly id: string;
  /** Whose insurance it comes from. */
  readonly personId: string;
  /** Who is paid. */
  readonly payeeId: string;
  readonly kind: string;
  readonly scheme: string;
  readonly firstMonth: PlainMonth;
  /** The last month that is paid; null while it goes on. */
  readonly lastMonth: PlainMonth | null;
  readonly facts: Facts;
};

/** A benefit with what has changed in its life. */
export type HeldBenefit = { readonly benefit: Benefit; readonly changes: readonly BenefitChange[] };

export type NewBenefit = Omit<Benefit, 'id'> & {
  readonly isPension: boolean;
  /** Null: on record before claims were. */
  readonly applicationId: string | null;
};

export type EnteredChange = BenefitChange & {
  readonly evidence: string;
  readonly by: string;
  readonly at: Date;
  readonly approvalId: string | null;
};

/** What a benefit is reckoned from, once others have approved that it was reckoned anew. */
export type EnteredRedetermination = Pick<Benefit, 'firstMonth' | 'lastMonth' | 'facts'> & {
  readonly evidence: string;
  readonly by: string;
  readonly at: Date;
  readonly approvalId: string;
};

/** How a benefit was reckoned before it was reckoned anew, and since. */
export type Redetermined = {
  readonly claimId: string;
  readonly former: Pick<Benefit, 'firstMonth' | 'facts'>;
  readonly since: Pick<Benefit, 'firstMonth' | 'facts'>;
  readonly evidence: string;
  readonly by: string;
  readonly at: Date;
};

export type Line = StandingLine & { readonly state: 'open' | 'in-payment' | 'paid' };

/** A line to be added: of a month, of one that had lines already or passed (`retroactive`), or a sum paid once (`lump`). */
export type LineToAdd = {
  readonly claimId: string;
  readonly payeeId: string;
  readonly scheme: string;
  readonly period: PlainMonth;
  readonly number: number;
  readonly kind: 'normal' | 'retroactive' | 'lump';
  readonly amount: Fen;
  readonly accountPart: Fen;
  readonly before: Fen;
  readonly knownAt: Date;
};

/** What somebody can still collect, with what it is reckoned from. */
export type OpenLine = Pick<Benefit, 'kind' | 'facts' | 'firstMonth'> & {
  readonly id: string;
  readonly claimId: string;
  readonly scheme: string;
  readonly period: PlainMonth;
  readonly amount: Fen;
  readonly before: Fen;
  readonly state: 'open' | 'in-payment';
  /** Null: it was stored with it. */
  readonly knownAt: Date | null;
  readonly explanation: Explanation | null;
};

/** What rises, and from when on. */
export type RaisedPensions = {
  readonly id: string;
  readonly schemes: readonly string[];
  readonly from: PlainMonth;
  readonly rule: PopulationRule;
};

/** Benefits after one and up to another, in the order of their ids; null: from the first, to the last. */
export type BenefitRange = { readonly after: string | null; readonly upTo: string | null };
