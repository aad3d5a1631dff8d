/** Brings one area's schema up to date as its owner, and makes the roles of the machine and their logins. */
import type { Client } from 'pg';
import type { QueryRunner } from 'typeorm';
import { areaRole, areaRoles, schemaName } from '../../ground/database/area.js';
import { withFitServer } from '../../ground/database/server-demands.js';
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
  await withFitServer(ownerUrl, (client) => demandRights(client, schema));
  const source = await migrationDataSource(ownerUrl, schema).initialize();
  let logins: MigrationOutcome['logins'] = 'left-alone';
  let dropped: readonly string[] = [];
  try {
    const migrations = await runMigrations(source, schema, {
      before: async (runner) => {
        for (const role of areaRoles) await makeRole(runner, areaRole(schema, role));
        await runner.query(`create schema if not exists ${schema}`);
        await demandSearchPath(runner, schema);
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

/** Throws, before anything is made, unless this login may make what is missing, and owns what is there. */
const demandRights = async (client: Client, schema: string): Promise<void> => {
  const { rows } = await client.query<{
    login: string;
    owner: string | null;
    owns: boolean | null;
    creates: boolean;
    makesRoles: boolean;
  }>(
    `select current_user as login, nspowner::regrole::text as owner, pg_has_role(current_user, nspowner, 'USAGE') as owns,
       has_database_privilege(current_database(), 'CREATE') as creates,
       (select rolsuper or rolcreaterole from pg_roles where rolname = current_user)
         or not exists (select from unnest($2::text[]) name where name not in (select rolname from pg_roles)) as "makesRoles"
     from (select) one left join pg_namespace on nspname = $1`,
    [schema, areaRoles.map((role) => areaRole(schema, role))],
  );
  const [may] = rows;
  if (may === undefined) throw new Error('the database says nothing of this login');
  if (may.owner !== null && may.owns !== true)
    throw new Error(
      `${schema} 属于 ${may.owner}，不属于 ${may.login}：请用其所有者登录 / ${schema} belongs to ${may.owner}, not to ${may.login}: name its owner's login in DATABASE_OWNER_URL`,
    );
  if (may.owner === null && !may.creates)
    throw new Error(
      `${may.login} 不能在此数据库建立 schema：请授予 grant create on database / ${may.login} may not make a schema in this database: grant create on it`,
    );
  if (!may.makesRoles)
    throw new Error(
      `${may.login} 不能建立角色：请 alter role ${may.login} createrole / ${may.login} may not make roles: alter role ${may.login} createrole`,
    );
};

/** Throws unless what is made now without naming a schema is made in the area's own. */
const demandSearchPath = async (runner: QueryRunner, schema: string): Promise<void> => {
  const [at]: { path: string; schema: string | null }[] = await runner.query(
    `select current_setting('search_path') as path, current_schema() as schema`,
  );
  if (at?.schema !== schema || at.path !== schema)
    throw new Error(
      `此连接的 search_path 是 ${at?.path}，不是 ${schema}，没有建立任何东西 / the search path of this connection is ${at?.path}, not ${schema}: nothing has been made`,
    );
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
