/** Jest's global set-up: one PostgreSQL for the whole run, with a template database made by central's own migrations; a place for security tokens. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

type City = typeof import('../../apps/city/src/postgres/postgres-program.js') &
  typeof import('../../apps/city/src/supervision/program.js') &
  typeof import('../../apps/city/src/supervision/process-identity.js') &
  typeof import('../../apps/city/src/free-port.js');
type Central = typeof import('../../apps/central/src/whole/database/migrate.js');

const prefix = 'sscard-test-postgres-';

/** Jest does not resolve this file's imports as it does a test's, so the built programs' modules are loaded. */
const built = async <T>(source: string): Promise<T> => {
  const file = resolve('dist', `${source}.js`);
  if (!existsSync(file)) throw new Error(`${file} is not built: run the tests through npm test`);
  return (await import(file)) as T;
};

/** Ends the servers of runs that were killed, and removes their data. */
const clearAway = async (city: City): Promise<void> => {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(prefix))) {
    const directory = join(tmpdir(), name);
    if (city.readIdentity(join(directory, 'run.json')) !== null) continue;
    await city.endLeftover(join(directory, 'postgres.json'), 'SIGINT', 10_000);
    rmSync(directory, { recursive: true, force: true });
  }
};

/** A place for SoftHSM's tokens, told through the environment that the workers inherit: a native module reads no other. */
const makeTokenPlace = (directory: string): void => {
  const tokens = join(directory, 'softhsm', 'tokens');
  mkdirSync(tokens, { recursive: true, mode: 0o700 });
  const settings = join(directory, 'softhsm', 'softhsm2.conf');
  writeFileSync(
    settings,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  process.env['SOFTHSM2_CONF'] = settings;
};

const startPostgres = async (): Promise<void> => {
  const city: City = {
    ...(await built<City>('apps/city/src/postgres/postgres-program')),
    ...(await built<City>('apps/city/src/supervision/program')),
    ...(await built<City>('apps/city/src/supervision/process-identity')),
    ...(await built<City>('apps/city/src/free-port')),
  };
  const { migrate } = await built<Central>('apps/central/src/whole/database/migrate');
  await clearAway(city);

  const directory = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(directory, 0o755);
  city.writeIdentity(join(directory, 'run.json'), process.pid);
  makeTokenPlace(directory);
  const postgres = await city.planPostgres({
    directory: join(directory, 'data'),
    port: await city.freePorts(1),
    logFile: join(directory, 'postgres.log'),
    identityFile: join(directory, 'postgres.json'),
    durable: false,
  });
  const server = new city.Program(postgres.plan);
  await server.start();
  globalThis.stopTestPostgres = async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await city.ensureDatabase(postgres, 'template');
    const schema = 'area_632802';
    const logins = join(directory, 'logins');
    await migrate({ ownerUrl: postgres.url('template'), schema, loginsTo: logins, demonstration: true });
    const url = (role: string): string => readFileSync(join(logins, `${role}.url`), 'utf8').trim();
    // Jest's workers inherit the environment; it is the one way to hand them the server.
    process.env['SSCARD_TEST_DATABASE'] = JSON.stringify({
      ownerUrl: postgres.url('template'),
      serviceUrl: url('service'),
      workUrl: url('work'),
      reportsUrl: url('reports'),
      schema,
      seeded: join(directory, 'seeded'),
    });
  } catch (error) {
    await globalThis.stopTestPostgres();
    throw error;
  }
};

declare global {
  /** Set by the set-up for the tear-down, which Jest runs in the same process. */
  var stopTestPostgres: (() => Promise<void>) | undefined;
}

export default startPostgres;
