/** The card on the desk once it has proven itself: open for everything, or held back from payments but served here. */
import type { CardOnDesk } from '#libs/contract/desk.js';

/** Null while nothing, or nothing proven, is in the reader. */
export const provenCard = (card: CardOnDesk | null): CardOnDesk | null =>
  card !== null && card.holder !== null && (card.stage === 'open' || card.stage === 'refused') ? card : null;
