/** Who may act for a holder, as guardian or agent: another person, named, of full age. */
import type { AgentRelation } from './card-services.js';
import { parseNumberOfLiving } from '#libs/identity/lifetime.js';
import { readName } from '#libs/identity/person-name.js';
import { ageOn, type PlainDate } from '#libs/kernel/plain-date.js';

/** Somebody as they identify themselves; nothing of it is checked yet. */
export type Representative = { readonly number: string; readonly name: string };

/** Somebody who stands at the window for a holder; both identities are kept. */
export type Agent = Representative & { readonly relation: AgentRelation };

export type RepresentationRules = {
  readonly today: PlainDate;
  /** Full years from which somebody acts for others (parameter `card.majority-age`). */
  readonly majorityAge: number;
};

/** Why somebody may not act for the holder of a number, as a refusal's detail has it; null when they may. */
export const unfitToAct = (
  { number, name }: Representative,
  holderNumber: string,
  { today, majorityAge }: RepresentationRules,
): string | null => {
  const parsed = parseNumberOfLiving(number, today);
  if (!parsed.ok) return parsed.refusal;
  if (!readName(name).ok) return 'name';
  if (parsed.value.number === holderNumber) return 'same person';
  return ageOn(parsed.value.birthDate, today) < majorityAge ? `under ${majorityAge}` : null;
};
