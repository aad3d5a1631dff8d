/** What stands behind a counter of the tests: the real central and a real bank, with the demonstration city in them. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Books } from '../../apps/bank-simulator/src/books.js';
import { Payouts } from '../../apps/bank-simulator/src/payouts.js';
import { createBankServer } from '../../apps/bank-simulator/src/server.js';
import { Clock } from '../../apps/central/src/ground/clock.js';
import { readConfig } from '../../apps/central/src/ground/config.js';
import { openSecrets } from '../../apps/central/src/ground/secrets.js';
import { createApp } from '../../apps/central/src/whole/create-app.js';
import { seedDemonstration } from '../../apps/central/src/whole/demonstration/seed.js';
import { seededDatabase, testDatabase, type TestDatabase } from './database.js';

/** Opens the vault of every counter. */
export const counterPassphrase = 'a passphrase of the tests';

/** A clock that stands still until it is moved, or set to go with the machine's. */
export class SetClock extends Clock {
  private going = false;

  constructor(public instant: Date) {
    super();
  }

  override now(): Date {
    return this.going ? new Date() : this.instant;
  }

  /** For programs beside it that have no other clock than the machine's. */
  go(): void {
    this.going = true;
  }

  move(ms: number): void {
    this.instant = new Date(this.instant.getTime() + ms);
  }
}

type Settings = NodeJS.ProcessEnv;

export type CounterPrograms = {
  readonly app: NestFastifyApplication;
  readonly clock: SetClock;
  readonly bankUrl: string;
  readonly close: () => Promise<void>;
};

/** Bank and central on a database and in a folder, in November 2026; central does not listen yet. `settings` are central's. */
export const startPrograms = async (
  { schema }: TestDatabase,
  folder: string,
  settings: Settings,
): Promise<CounterPrograms> => {
  const books = new Books(join(folder, 'bank'));
  const payouts = new Payouts(books, join(folder, 'bank'));
  const bank = createBankServer(books, payouts, false);
  await bank.listen({ host: '127.0.0.1', port: 0 });
  const bankUrl = `http://127.0.0.1:${(bank.server.address() as AddressInfo).port}`;
  const config = readConfig({
    SSCARD_DATA: folder,
    VAULT_PASSPHRASE: counterPassphrase,
    BANK_URL: bankUrl,
    BANK_TIMEOUT_MS: '1500',
    RESOLVE_EVERY_MS: '3600000',
    ...settings,
  });
  const clock = new SetClock(new Date('2026-11-24T02:00:00Z'));
  const app = await createApp({
    config: { ...config, schema },
    secrets: await openSecrets(config.folder),
    clock,
  });
  return {
    app,
    clock,
    bankUrl,
    close: async () => {
      await app.close();
      await bank.close();
      payouts.close();
      books.close();
    },
  };
};

const codeFile = 'enrolment-code';

/** Seeds the demonstration city; the code of its window lies in the folder then. */
const seed = async (app: NestFastifyApplication, folder: string): Promise<void> => {
  const { enrolmentCode } = await seedDemonstration(app);
  writeFileSync(join(folder, codeFile), enrolmentCode ?? '');
};

const seedAlone = async (database: TestDatabase, folder: string): Promise<void> => {
  const { app, close } = await startPrograms(database, folder, {
    DATABASE_URL: database.workUrl,
    JOBS: 'none',
  });
  await app.init();
  try {
    await seed(app, folder);
  } finally {
    await close();
  }
};

/**
 * Fills a folder and gives the database that belongs to it, with what takes the programs to the demonstration city once they are up and
 * answers with its window's code. Where somebody is told of every application the city is seeded anew, as they are told of its own.
 */
export const seededCity = async (
  folder: string,
  settings: Settings,
): Promise<{
  readonly database: TestDatabase;
  readonly complete: (app: NestFastifyApplication) => Promise<string>;
}> => {
  const isTold = settings.NOTIFY_URL !== undefined;
  return {
    database: isTold ? await testDatabase() : await seededDatabase(folder, seedAlone),
    complete: async (app) => {
      if (isTold) await seed(app, folder);
      return readFileSync(join(folder, codeFile), 'utf8');
    },
  };
};
