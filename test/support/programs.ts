/** The programs as they ship, all of them, on free ports with data of their own: for journeys and faults. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { originOf } from '../../apps/city/src/addresses.js';
import { BenchTable } from '../../apps/city/src/main-job/bench-table.js';
import { startTemporaryCity } from '../../apps/city/src/temporary-city.js';
import type { TemporaryCity } from '../../apps/city/src/temporary-city.js';
import { copySeeded } from './seeded-data.js';

/** `city.program('central').kill()` kills a program, which is then started again; `city.readers` is pcscd. */
export type TestCity = TemporaryCity & {
  readonly origins: {
    readonly agent: string;
    readonly kiosk: string;
    readonly central: string;
    readonly bench: string;
    readonly bank: string;
  };
  /** Hands at the bench: cards in and out, paper. */
  readonly table: BenchTable;
  /** The last lines of a program's log. */
  readonly logOf: (program: string) => string;
};

/** Starts the built programs from `dist/`; takes some ten seconds. Call `stop` in afterAll. */
export const startTestCity = async (): Promise<TestCity> => {
  const running = await startTemporaryCity(false, 'main', copySeeded);
  const { addresses, data } = running;
  return {
    ...running,
    origins: {
      agent: originOf(addresses.agent),
      kiosk: originOf(addresses.kiosk),
      central: originOf(addresses.central),
      bench: originOf(addresses.bench),
      bank: originOf(addresses.bank),
    },
    table: new BenchTable(originOf(addresses.bench)),
    logOf: (program) =>
      readFileSync(join(data, 'logs', `${program}.log`), 'utf8')
        .split('\n')
        .slice(-40)
        .join('\n'),
  };
};
