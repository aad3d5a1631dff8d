/** Brings one area's schema up to date as its owner, and makes the roles of the machine and their logins. */
import type { DataSource, QueryRunner } from 'typeorm';
import { areaRole, areaRoles, schemaName } from '../../ground/database/area.js';
import { markForDemonstration } from './demonstration-mark.js';
import { migrationDataSource } from './data-source.js';
import { dropFormerLogins, putLogins } from './logins.js';
import { runMigrations } from './run-migrations.js';

export type MigrationOptions = {
  /** The owner's connection: may create a schema and roles. */
  readonly ownerUrl: string;
  readonly schema: string;
  /** Where the logins' files are to lie; none: logins are left alone. */
  readonly loginsTo?: string;
  /** Gives the logins new passwords. */
  readonly renew?: boolean;
  /** Marks the area for the demonstration, while it is empty. */
  readonly demonstration?: boolean;
  /** Removes logins of releases that made one for each folder. */
  readonly dropFormer?: boolean;
};

export type MigrationOutcome = {
  readonly schema: string;
  /** Names of the migrations that ran now. */
  readonly migrations: readonly string[];
  readonly logins: 'kept' | 'made' | 'left-alone';
  /** Names of the former logins that were removed. */
  readonly dropped: readonly string[];
};

/** For keys in the order of time (uuidv7) and for letting the service analyse what it has filled (grant maintain). */
const oldestServer = 180_000;

/** Runs what is missing. Running it again changes nothing. */
export const migrate = async ({
  ownerUrl,
  schema,
  loginsTo,
  renew = false,
  dropFormer = false,
  demonstration = false,
}: MigrationOptions): Promise<MigrationOutcome> => {
  schemaName(schema);
  const source = await migrationDataSource(ownerUrl, schema).initialize();
  let logins: MigrationOutcome['logins'] = 'left-alone';
  let dropped: readonly string[] = [];
  try {
    await demandServer(source);
    const migrations = await runMigrations(source, schema, {
      before: async (runner) => {
        for (const role of areaRoles) await makeRole(runner, areaRole(schema, role));
        await runner.query(`create schema if not exists ${schema}`);
      },
      after: async (runner) => {
        if (demonstration) await markForDemonstration(runner);
        if (loginsTo !== undefined)
          logins = await putLogins(runner, { schema, ownerUrl, folder: loginsTo, renew });
        if (dropFormer) dropped = await dropFormerLogins(runner, schema);
      },
    });
    return { schema, migrations, logins, dropped };
  } finally {
    await source.destroy();
  }
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
