/** What a change makes of the facts of a unit: what is to be entered, and what of it is so today. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Unit, UnitChange, UnitFact } from './unit.js';

export type ChangedFacts = {
  readonly entries: readonly UnitFact[];
  /** What is so today by it; what a later period says otherwise is not in it. */
  readonly standing: UnitChange;
  /** From when on what was reckoned from changes; null: for all of the past. */
  readonly since: ReadonlyMap<UnitFact['field'], PlainDate | null>;
};

const textOf = (value: string | number | null): string | null => (value === null ? null : String(value));

/** Of a unit as it stands, its facts (the newest first) and what is given of it. What was never known, or is no matter of days, holds for the past. */
export const changeFacts = (
  unit: Unit,
  facts: readonly UnitFact[],
  change: UnitChange,
  {
    effectiveFrom,
    today,
    at,
    by,
  }: {
    readonly effectiveFrom: PlainDate | null;
    readonly today: PlainDate;
    readonly at: Date;
    readonly by: string;
  },
): ChangedFacts => {
  const entries: UnitFact[] = [];
  const standing: Record<string, unknown> = {};
  const since = new Map<UnitFact['field'], PlainDate | null>();
  for (const [field, given] of Object.entries(change) as [keyof UnitChange, string | number | null][]) {
    if (given === undefined) continue;
    const known = facts.filter((fact) => fact.field === field);
    const from =
      field === 'foundedOn' || (effectiveFrom === null && unit[field] === null)
        ? null
        : (effectiveFrom ?? today);
    const inForce = known.find(
      (fact) => fact.effectiveFrom === null || (from !== null && fact.effectiveFrom <= from),
    );
    const value = textOf(given);
    if (value === (inForce === undefined ? textOf(unit[field]) : inForce.value)) continue;
    if (known.length === 0)
      entries.push({
        field,
        value: textOf(unit[field]),
        effectiveFrom: null,
        enteredAt: null,
        enteredBy: null,
      });
    entries.push({ field, value, effectiveFrom: from, enteredAt: at.toISOString(), enteredBy: by });
    since.set(field, from);
    const isOvertaken = known.some(
      (fact) => fact.effectiveFrom !== null && fact.effectiveFrom > (from ?? ''),
    );
    if (!isOvertaken) standing[field] = given;
  }
  return { entries, standing: standing as UnitChange, since };
};
