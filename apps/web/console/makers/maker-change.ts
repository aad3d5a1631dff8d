/** What an administrator is about to do about a card maker. */
import type { CardMaker } from '../api.js';

export type MakerChange =
  | { readonly kind: 'add'; readonly maker: null }
  | { readonly kind: 'renew' | 'withdraw'; readonly maker: CardMaker };
