/** A database of its own for one test file, copied from the template that central's migrations made, or from one that was filled since. */
import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { Client, escapeIdentifier } from 'pg';

export type TestDatabase = {
  /** As the schema's owner: to migrate, and to look at everything. */
  readonly ownerUrl: string;
  /** As central's service role: what the service is given. */
  readonly serviceUrl: string;
  /** As long work and commands. */
  readonly workUrl: string;
  /** As reports, which only read. */
  readonly reportsUrl: string;
  readonly schema: string;
  /** Ends every connection and removes the database. */
  readonly drop: () => Promise<void>;
};

type Template = Omit<TestDatabase, 'drop'> & {
  /** The folder of whatever is seeded once for the whole run. */
  readonly seeded: string;
};

const template = (): Template => {
  const told = process.env['SSCARD_TEST_DATABASE'];
  if (told === undefined) throw new Error('no test database: the tier has no globalSetup start-postgres.ts');
  return JSON.parse(told) as Template;
};

const inDatabase = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
};

const execute = async (url: string, statement: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** A database of its own that was made like the one given. */
const databaseLike = async (
  source: string,
  name = `test_${randomBytes(6).toString('hex')}`,
): Promise<TestDatabase> => {
  const { ownerUrl, serviceUrl, workUrl, reportsUrl, schema } = template();
  const server = inDatabase(ownerUrl, 'postgres');
  await execute(server, `create database ${escapeIdentifier(name)} template ${source}`);
  return {
    ownerUrl: inDatabase(ownerUrl, name),
    serviceUrl: inDatabase(serviceUrl, name),
    workUrl: inDatabase(workUrl, name),
    reportsUrl: inDatabase(reportsUrl, name),
    schema,
    drop: () => execute(server, `drop database ${escapeIdentifier(name)} with (force)`),
  };
};

/** Copies the template; call `drop` in afterAll. */
export const testDatabase = (): Promise<TestDatabase> => databaseLike('template');

const seededName = 'template_seeded';

/**
 * A copy of what `seed` makes of a database and a folder of its own, which is copied too; the first test file of a run seeds for all of them,
 * and the others wait for it. Whatever `seed` connects is closed when it returns.
 */
export const seededDatabase = async (
  folder: string,
  seed: (database: TestDatabase, folder: string) => Promise<void>,
): Promise<TestDatabase> => {
  const { ownerUrl, seeded } = template();
  const turn = new Client({ connectionString: inDatabase(ownerUrl, 'postgres') });
  await turn.connect();
  try {
    // Held until this connection ends.
    await turn.query('select pg_advisory_lock(1)');
    const found = await turn.query('select 1 from pg_database where datname = $1', [seededName]);
    if (found.rowCount === 0) {
      const database = await databaseLike('template', 'seeding');
      try {
        await seed(database, seeded);
      } catch (fault) {
        await database.drop();
        throw fault;
      }
      await turn.query(`alter database seeding rename to ${seededName}`);
    }
  } finally {
    await turn.end();
  }
  cpSync(seeded, folder, { recursive: true });
  return databaseLike(seededName);
};

/** One without any schema: what a migration begins with. The roles are there, since they belong to the server. */
export const emptyDatabase = (): Promise<TestDatabase> => databaseLike('template0');
