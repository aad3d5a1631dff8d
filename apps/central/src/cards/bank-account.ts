/** The bank account of a card as it may be shown. */

/** `6217 **** **** 0001`. */
export const maskAccount = (account: string): string =>
  `${account.slice(0, 4)} **** **** ${account.slice(-4)}`;
