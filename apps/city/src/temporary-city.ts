/** A whole city of its own on free ports with data that goes away with it: for measuring and for tests. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Addresses } from './addresses.js';
import { City } from './city.js';
import { freePorts } from './free-port.js';
import type { CentralProgram } from './program-plans.js';

/** By themselves they end a process without its being told of it. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const end = (): never => process.exit(1);

export type TemporaryCity = {
  readonly city: City;
  readonly data: string;
  readonly addresses: Addresses;
  /** What the supervisor told so far. */
  readonly told: readonly string[];
  /** Stops everything and removes the data. */
  readonly stop: () => Promise<void>;
};

/** Eleven free ports in a row. */
export const freeAddresses = async (): Promise<Addresses> => {
  const first = await freePorts(11);
  return {
    postgres: first,
    central: first + 1,
    agent: first + 2,
    bench: first + 3,
    bank: first + 4,
    firstCard: first + 5,
    work: first + 9,
    kiosk: first + 10,
  };
};

/** Starts the built programs from `dist/`, the working directory being the repository; `durable` and `central` as in CityOptions. `fill` puts into the data directory what is to be there before. */
export const startTemporaryCity = async (
  durable: boolean,
  central: CentralProgram = 'main',
  fill: (data: string) => Promise<unknown> = async () => undefined,
): Promise<TemporaryCity> => {
  const data = mkdtempSync(join(tmpdir(), 'sscard-city-'));
  // PostgreSQL's own account has to get in where we are root.
  chmodSync(data, 0o755);
  const addresses = await freeAddresses();
  const told: string[] = [];
  const city = new City({
    data,
    addresses,
    databaseUrl: null,
    durable,
    population: 0,
    central,
    tell: (line) => told.push(line),
  });
  const removeData = (): void => rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  // A process that ends without stopping its city must leave neither its programs behind nor their data.
  const abandon = (): void => {
    city.killAll();
    removeData();
  };
  process.once('exit', abandon);
  for (const signal of endingSignals) process.once(signal, end);
  const stop = async (): Promise<void> => {
    await city.stop();
    process.off('exit', abandon);
    for (const signal of endingSignals) process.off(signal, end);
    removeData();
  };
  try {
    await fill(data);
    await city.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { city, data, addresses, told, stop };
};

/** Ends the programs of the terminals: for half a minute after their start they prepare what may be printed, beside whatever is measured without one. */
export const endWindow = async (city: City): Promise<void> => {
  for (const name of ['kiosk', 'agent', 'bench']) await city.program(name).stop();
};
