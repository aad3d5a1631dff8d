/** A database of its own for one test file, copied from the template that central's migrations made. */
import { randomBytes } from 'node:crypto';
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

type Template = Omit<TestDatabase, 'drop'>;

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
const databaseLike = async (source: string): Promise<TestDatabase> => {
  const { ownerUrl, serviceUrl, workUrl, reportsUrl, schema } = template();
  const name = `test_${randomBytes(6).toString('hex')}`;
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

/** One without any schema: what a migration begins with. The roles are there, since they belong to the server. */
export const emptyDatabase = (): Promise<TestDatabase> => databaseLike('template0');
