/** What an administrator is about to do about a terminal. */
import type { Terminal } from '../api.js';

export type TerminalChange =
  | { readonly kind: 'prepare'; readonly terminal: null }
  | { readonly kind: 'again' | 'withdraw'; readonly terminal: Terminal };
