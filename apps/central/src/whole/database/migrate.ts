/** Brings one area's schema up to date, and makes the service role it will be served with. */
import { schemaName, serviceRole } from '../../ground/database/area.js';
import { newLogin, type ServiceLogin } from '../../ground/database/service-login.js';
import { areaDataSource } from './data-source.js';

export type MigrationOptions = {
  /** The owner's connection: may create a schema and roles. */
  readonly ownerUrl: string;
  readonly schema: string;
  /** Made up when left out. Each installation has its own, so that two on one server do not lock each other out. */
  readonly login?: ServiceLogin;
};

/** For keys in the order of time (uuidv7) and for letting the service analyse what it has filled (grant maintain). */
const oldestServer = 180_000;

/** Runs what is missing and returns the URL to serve with. Running it again changes nothing. */
export const migrate = async ({
  ownerUrl,
  schema,
  login = newLogin(),
}: MigrationOptions): Promise<{ readonly serviceUrl: string }> => {
  const role = serviceRole(schemaName(schema));
  const { name, password } = login;
  if (!/^[a-z0-9_]+$/.test(name) || !/^[A-Za-z0-9]+$/.test(password))
    throw new Error('the service login may hold letters and digits only');
  const source = await areaDataSource({ url: ownerUrl, schema, poolSize: 1 }).initialize();
  try {
    const [server]: { version: string; number: number }[] = await source.query(
      `select current_setting('server_version') as version, current_setting('server_version_num')::int as number`,
    );
    if (server === undefined || server.number < oldestServer)
      throw new Error(`PostgreSQL 18 or newer is needed; ${new URL(ownerUrl).host} runs ${server?.version}`);
    // One migrator at a time, however many central processes start together; roles belong to the whole server.
    await source.query(`select pg_advisory_lock(hashtext('sscard migrate'))`);
    const known: { rolname: string }[] = await source.query(
      'select rolname from pg_roles where rolname in ($1, $2)',
      [role, name],
    );
    const isKnown = (wanted: string): boolean => known.some(({ rolname }) => rolname === wanted);
    if (!isKnown(role)) await source.query(`create role ${role} nologin`);
    await source.query(`create schema if not exists ${schema}`);
    await source.runMigrations({ transaction: 'all' });
    await source.query(`${isKnown(name) ? 'alter' : 'create'} role ${name} login password '${password}'`);
    await source.query(`grant ${role} to ${name}`);
    await source.query(`select pg_advisory_unlock(hashtext('sscard migrate'))`);
  } finally {
    await source.destroy();
  }
  const url = new URL(ownerUrl);
  url.username = name;
  url.password = password;
  return { serviceUrl: url.href };
};
