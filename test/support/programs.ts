/** The programs as they ship, all of them, on free ports with data of their own: for journeys and faults. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originOf } from '../../apps/city/src/addresses.js';
import { City } from '../../apps/city/src/city.js';
import { freePorts } from '../../apps/city/src/free-port.js';
import { BenchTable } from '../../apps/city/src/main-job/bench-table.js';

export type TestCity = {
  /** Programs by name (`city.program('central').kill()`), the reader service, the books. */
  readonly city: City;
  readonly data: string;
  readonly origins: {
    readonly agent: string;
    readonly central: string;
    readonly bench: string;
    readonly bank: string;
  };
  /** Hands at the bench: cards in and out, paper. */
  readonly table: BenchTable;
  /** What the supervisor told, and the last lines of a program's log. */
  readonly told: readonly string[];
  readonly logOf: (program: string) => string;
  /** Stops everything and removes the data. */
  readonly stop: () => Promise<void>;
};

/** Starts the built programs from `dist/`; takes some ten seconds. Call `stop` in afterAll. */
export const startTestCity = async (): Promise<TestCity> => {
  const data = mkdtempSync(join(tmpdir(), 'sscard-city-'));
  // PostgreSQL's own account has to get in where we are root.
  chmodSync(data, 0o755);
  const first = await freePorts(7);
  const addresses = {
    postgres: first,
    central: first + 1,
    agent: first + 2,
    bench: first + 3,
    bank: first + 4,
    firstCard: first + 5,
  };
  const told: string[] = [];
  const city = new City({
    data,
    addresses,
    databaseUrl: null,
    durable: false,
    tell: (line) => told.push(line),
  });
  const killAll = (): void => city.killAll();
  // A run that ends without tearing down must not leave seven programs behind.
  process.once('exit', killAll);
  const stop = async (): Promise<void> => {
    await city.stop();
    process.off('exit', killAll);
    rmSync(data, { recursive: true, force: true });
  };
  const logOf = (program: string): string =>
    readFileSync(join(data, 'logs', `${program}.log`), 'utf8')
      .split('\n')
      .slice(-40)
      .join('\n');
  try {
    await city.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    city,
    data,
    origins: {
      agent: originOf(addresses.agent),
      central: originOf(addresses.central),
      bench: originOf(addresses.bench),
      bank: originOf(addresses.bank),
    },
    table: new BenchTable(originOf(addresses.bench)),
    told,
    logOf,
    stop,
  };
};
