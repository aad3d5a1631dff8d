/** What a line keeps of what it was made of, as short as can be, and how the inputs are made of it again. */
import { employmentSchemes } from '#libs/contributions/employment.js';
import type { Category } from '#libs/contributions/category.js';
import { date } from '#libs/kernel/plain-date.js';
import { type Fen, fen } from '#libs/money/fen.js';
import type { Inputs, ParticipationCategory, SchemeCode } from './description.js';

/** Only what differs from the usual, and only what the scheme reckons from. */
export type LineInputs = {
  /** Wage in fen, where it is not the base. */
  readonly w?: string;
  /** Industry class and floating step of the unit. */
  readonly c?: number;
  readonly f?: string;
  /** The unit is a large one. */
  readonly s?: 'l';
  /** Birth date, and whom the government helps. */
  readonly b?: string;
  readonly h?: Category;
  /** First assessed after its period: back-payment. */
  readonly l?: 1;
  /** Not insured in the period after all: nothing is owed. */
  readonly x?: 1;
};

/** What the participation itself says, and never changes. */
type OfParticipation = {
  readonly category: ParticipationCategory;
  readonly tierPercent: number | null;
};

const isEmployment = (code: SchemeCode): code is keyof typeof employmentSchemes =>
  Object.hasOwn(employmentSchemes, code);

/** What a line of a scheme keeps beside its base; null: nothing. Keys in one order, so that equal inputs are equal texts. */
export const lineInputs = (scheme: SchemeCode, inputs: Inputs, base: Fen | null): LineInputs | null => {
  if (inputs.category === 'flexible') return null;
  if (isEmployment(scheme)) {
    const { unitRate, relieved } = employmentSchemes[scheme];
    const { wage, unit } = inputs;
    const kept: LineInputs = {
      ...(wage === null || wage === base ? {} : { w: String(wage) }),
      ...(unitRate === 'by-industry' && unit?.industryClass != null ? { c: unit.industryClass } : {}),
      ...(unitRate === 'by-industry' && unit?.floating != null ? { f: unit.floating } : {}),
      ...(relieved && unit?.size === 'large' ? { s: 'l' as const } : {}),
    };
    for (const _ in kept) return kept;
    return null;
  }
  return {
    b: inputs.birthDate,
    ...(inputs.help === 'ordinary' ? {} : { h: inputs.help }),
    ...(inputs.isBackPayment ? { l: 1 as const } : {}),
  };
};

/** The inputs that a line was made of. What its scheme does not reckon from is left empty. */
export const inputsOfLine = (
  kept: LineInputs | null,
  base: Fen | null,
  { category, tierPercent }: OfParticipation,
): Inputs => {
  const { w, c, f, s, b, h, l } = kept ?? {};
  return {
    category,
    tierPercent,
    birthDate: date(b ?? '1900-01-01'),
    help: h ?? 'ordinary',
    wage: w === undefined ? base : fen(BigInt(w)),
    unit:
      category === 'flexible' || b !== undefined
        ? null
        : { industryClass: c ?? null, floating: f ?? null, size: s === 'l' ? 'large' : 'small' },
    project: null,
    isBackPayment: l === 1,
  };
};
