/** Where the city's programs listen: loopback ports, each to be moved by an environment variable. */

import { readPort, tidySettings, type Settings } from '#libs/kernel/settings.js';

export type Addresses = {
  readonly postgres: number;
  readonly central: number;
  /** Where the program that does the jobs says that it is alive. */
  readonly work: number;
  readonly agent: number;
  /** The terminal where people serve themselves. */
  readonly kiosk: number;
  readonly bench: number;
  /** The virtual reader's first slot; the second is on the port after it, and those of the kiosk's reader on the two after that. */
  readonly firstCard: number;
  readonly bank: number;
};

const read = (environment: Settings, name: string, usual: number): number =>
  readPort(name, environment[name] ?? String(usual), 1);

/** Reads the ports; throws RangeError naming a bad one or one that is given twice. */
export const readAddresses = (given: Settings): Addresses => {
  const environment = tidySettings(given);
  const named = {
    POSTGRES_PORT: read(environment, 'POSTGRES_PORT', 7332),
    CENTRAL_PORT: read(environment, 'CENTRAL_PORT', 7300),
    WORK_PORT: read(environment, 'WORK_PORT', 7302),
    AGENT_PORT: read(environment, 'AGENT_PORT', 7301),
    KIOSK_PORT: read(environment, 'KIOSK_PORT', 7303),
    BENCH_PORT: read(environment, 'BENCH_PORT', 7310),
    CARD_PORT: read(environment, 'CARD_PORT', 7315),
    BANK_PORT: read(environment, 'BANK_PORT', 7320),
  };
  const taken = new Map<number, string>();
  const cards = [1, 2, 3].map((more) => [`CARD_PORT + ${more}`, named.CARD_PORT + more] as const);
  for (const [name, port] of [...Object.entries(named), ...cards]) {
    const other = taken.get(port);
    if (other !== undefined) throw new RangeError(`${other} and ${name} are the same port: ${port}`);
    taken.set(port, name);
  }
  return {
    postgres: named.POSTGRES_PORT,
    central: named.CENTRAL_PORT,
    work: named.WORK_PORT,
    agent: named.AGENT_PORT,
    kiosk: named.KIOSK_PORT,
    bench: named.BENCH_PORT,
    firstCard: named.CARD_PORT,
    bank: named.BANK_PORT,
  };
};

/** The origin of a loopback port. */
export const originOf = (port: number): string => `http://127.0.0.1:${port}`;
