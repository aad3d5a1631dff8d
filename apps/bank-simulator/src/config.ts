/** The bank simulator's settings, read once from the environment. */
import { resolve } from 'node:path';

export type BankConfig = {
  readonly port: number;
  /** Directory of the bank's own books. */
  readonly directory: string;
};

/** Reads BANK_PORT (default 7320; 0 for any free one) and SSCARD_DATA (default `data`); throws RangeError naming a bad one. */
export const readBankConfig = (environment: NodeJS.ProcessEnv): BankConfig => {
  const port = Number(environment['BANK_PORT'] ?? '7320');
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new RangeError(`BANK_PORT is not a port: ${environment['BANK_PORT'] ?? ''}`);
  return { port, directory: resolve(environment['SSCARD_DATA'] ?? 'data', 'bank') };
};
