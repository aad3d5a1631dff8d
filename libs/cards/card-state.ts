/** The states of a card in use (AAZ502), and why each but `normal` keeps it from being used. */
import type { Words } from '#libs/kernel/words.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';

/** Why a card may not be used; each is a code in the registry of problems. */
export type CardRefusal = 'card-sealed' | 'card-lost' | 'card-locked' | 'card-cancelled' | 'card-expired';

/** AAZ502 → its words, and the refusal it means at a terminal; `null`: usable. */
export const cardStates: Readonly<
  Record<number, { readonly words: Words; readonly refusal: CardRefusal | null }>
> = {
  0: { words: { zh: '封存（未启用）', en: 'Sealed (not yet enabled)' }, refusal: 'card-sealed' },
  1: { words: { zh: '正常', en: 'Normal' }, refusal: null },
  2: { words: { zh: '已挂失', en: 'Reported lost' }, refusal: 'card-lost' },
  3: { words: { zh: '应用锁定', en: 'Application locked' }, refusal: 'card-locked' },
  4: { words: { zh: '临时挂失', en: 'Temporarily reported lost' }, refusal: 'card-lost' },
  9: { words: { zh: '已注销', en: 'Cancelled' }, refusal: 'card-cancelled' },
};

/** Why a card may not be used on a day, or null when it may. State goes before validity: a lost card is lost first. */
export const refusalOfCard = (
  { state, validUntil }: { readonly state: number; readonly validUntil: PlainDate },
  today: PlainDate,
): CardRefusal | null => {
  const known = cardStates[state];
  if (known === undefined) throw new RangeError(`no card state ${state}`);
  return known.refusal ?? (validUntil < today ? 'card-expired' : null);
};
