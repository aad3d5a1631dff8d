/** The bank simulator's settings, read once from the environment. */
import { resolve } from 'node:path';
import { readPort, tidySettings, type Settings } from '#libs/kernel/settings.js';

export type BankConfig = {
  readonly port: number;
  /** Directory of the bank's own books. */
  readonly directory: string;
};

/** Reads BANK_PORT (default 7320; 0 for any free one) and SSCARD_DATA (default `data`); throws RangeError naming a bad one. */
export const readBankConfig = (given: Settings): BankConfig => {
  const environment = tidySettings(given);
  return {
    port: readPort('BANK_PORT', environment['BANK_PORT'] ?? '7320'),
    directory: resolve(environment['SSCARD_DATA'] ?? 'data', 'bank'),
  };
};
