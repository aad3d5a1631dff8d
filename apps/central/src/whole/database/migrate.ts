/** Brings one area's schema up to date, and makes the service role it will be served with. */
import type { DataSource, QueryRunner } from 'typeorm';
import { schemaName, serviceRole } from '../../ground/database/area.js';
import { newLogin, type ServiceLogin } from '../../ground/database/service-login.js';
import { migrationDataSource } from './data-source.js';
import { runMigrations } from './run-migrations.js';

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
  const source = await migrationDataSource(ownerUrl, schema).initialize();
  try {
    await demandServer(source);
    await runMigrations(source, schema, {
      before: async (runner) => {
        await makeRole(runner, role);
        await runner.query(`create schema if not exists ${schema}`);
      },
      after: async (runner) => {
        const known = await isRole(runner, name);
        await runner.query(`${known ? 'alter' : 'create'} role ${name} login password '${password}'`);
        await runner.query(`grant ${role} to ${name}`);
      },
    });
  } finally {
    await source.destroy();
  }
  const url = new URL(ownerUrl);
  url.username = name;
  url.password = password;
  return { serviceUrl: url.href };
};

const demandServer = async (source: DataSource): Promise<void> => {
  const [server]: { version: string; number: number }[] = await source.query(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number`,
  );
  if (server === undefined || server.number < oldestServer)
    throw new Error(`PostgreSQL 18 or newer is needed; it is ${server?.version}`);
};

const isRole = async (runner: QueryRunner, name: string): Promise<boolean> => {
  const known: object[] = await runner.query('select from pg_roles where rolname = $1', [name]);
  return known.length > 0;
};

/** Roles belong to the whole server: another database's migrator may be making the same one. */
const makeRole = async (runner: QueryRunner, name: string): Promise<void> => {
  if (await isRole(runner, name)) return;
  try {
    await runner.query(`create role ${name} nologin`);
  } catch (fault) {
    if (!(await isRole(runner, name))) throw fault;
  }
};
