/** What of a due is the account's, as it is kept with the due: in yuan. */
import type { AccountShare } from '#libs/contributions/personal-account.js';
import { yuan } from '#libs/money/fen.js';

export type StoredAccountShare = { readonly of: string; readonly toAccount: string };

/** As it is reckoned with; null: all of the due. */
export const accountShareOf = (stored: StoredAccountShare | null): AccountShare | null =>
  stored === null ? null : { of: yuan(stored.of), toAccount: yuan(stored.toAccount) };
