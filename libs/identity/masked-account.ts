/** A bank account as it may be shown: who it is known to knows it again. */

/** `6217 **** **** 0001`, however long it is. */
export const maskBankAccount = (account: string): string =>
  `${account.slice(0, 4)} **** **** ${account.slice(-4)}`;
