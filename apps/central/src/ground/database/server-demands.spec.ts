/** Promises about the database's address: what it carries, what a pooler drops and what the server is, before anything is made there. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { emptyDatabase, testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { areaDataSource } from '../../whole/database/data-source.js';
import { migrate } from '../../whole/database/migrate.js';
import { demandSchema } from '../../whole/database/schema-version.js';
import { startPooler } from '../../../../../test/support/pooler.js';

let made: TestDatabase;
let empty: TestDatabase;
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  made = await testDatabase();
  empty = await emptyDatabase();
});
afterAll(async () => {
  for (const step of undo.toReversed()) await step();
  await made.drop();
  await empty.drop();
});

const asOwner = async <Row extends object>(statement: string, url = empty.ownerUrl): Promise<Row[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
};

const withParameter = (url: string, name: string, value: string): string => {
  const changed = new URL(url);
  changed.searchParams.set(name, value);
  return changed.href;
};

/** Where tables are that are no server's own. */
const schemasOfTables = async (): Promise<readonly string[]> =>
  (
    await asOwner<{ schema: string }>(
      `select distinct schemaname as schema from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    )
  ).map(({ schema }) => schema);

const contrary =
  '-c search_path=public -c timezone=Asia/Shanghai -c datestyle=German -c default_transaction_read_only=on -c statement_timeout=3000';

describe('an address with options of its own', () => {
  it('has everything made in the area, as without them', async () => {
    const ownerUrl = withParameter(empty.ownerUrl, 'options', contrary);
    const { migrations } = await migrate({ ownerUrl, schema: empty.schema });
    expect(migrations.length).toBeGreaterThan(40);
    expect(await schemasOfTables()).toEqual([empty.schema]);
  }, 60_000);

  it('has central work with the area, in its time, in writing', async () => {
    const source = await areaDataSource({
      url: withParameter(made.serviceUrl, 'options', contrary),
      schema: made.schema,
      poolSize: 1,
    }).initialize();
    try {
      const [session]: object[] = await source.query(
        `select current_setting('search_path') as path, current_setting('timezone') as zone, current_setting('datestyle') as dates,
           current_setting('default_transaction_read_only') as reads, current_setting('statement_timeout') as statement,
           current_setting('lock_timeout') as lock, current_setting('random_page_cost') as page`,
      );
      expect(session).toEqual({
        path: made.schema,
        zone: 'UTC',
        dates: 'ISO, MDY',
        reads: 'off',
        statement: '1min',
        lock: '5s',
        page: '1.1',
      });
    } finally {
      await source.destroy();
    }
  });
});

const poolerOf = async (...settings: readonly string[]) => {
  const { ownerUrl, serviceUrl } = made;
  const pooler = await startPooler([ownerUrl, serviceUrl], settings);
  undo.push(pooler.stop);
  return pooler;
};

describe('a pooler before the database', () => {
  it('that keeps sessions may leave out what is said while connecting', async () => {
    const pooler = await poolerOf(
      'pool_mode = session',
      'ignore_startup_parameters = extra_float_digits,options',
    );
    const other = await emptyDatabase();
    undo.push(other.drop);
    await migrate({ ownerUrl: pooler.before(other.ownerUrl), schema: other.schema });
    expect(
      await asOwner(
        `select distinct schemaname as schema from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
        other.ownerUrl,
      ),
    ).toEqual([{ schema: other.schema }]);
    await demandSchema(pooler.before(made.serviceUrl), made.schema);
  }, 60_000);

  it.each([
    ['pool_mode = transaction'],
    ['pool_mode = transaction', 'server_round_robin = 1'],
    ['pool_mode = transaction', 'default_pool_size = 1'],
    ['pool_mode = statement'],
    ['pool_mode = session', 'default_pool_size = 1'],
  ])(
    'by %s %s is refused before anything is made',
    async (...settings) => {
      const pooler = await poolerOf(...settings);
      const other = await emptyDatabase();
      undo.push(other.drop);
      const refused = /pool_mode = session/;
      await expect(
        migrate({ ownerUrl: pooler.before(other.ownerUrl), schema: other.schema }),
      ).rejects.toThrow(refused);
      await expect(demandSchema(pooler.before(made.serviceUrl), made.schema)).rejects.toThrow(refused);
      expect(
        await asOwner(`select nspname from pg_namespace where nspname = '${other.schema}'`, other.ownerUrl),
      ).toEqual([]);
    },
    60_000,
  );
});

const changed = (change: (url: URL) => void): string => {
  const url = new URL(made.ownerUrl);
  change(url);
  return url.href;
};

describe('a server that cannot be worked with', () => {
  it.each([
    ['nobody of that name', (url: URL) => (url.username = 'nobody'), /neither this user nor its password/],
    ['another password', (url: URL) => (url.password = 'another'), /neither this user nor its password/],
    ['no such database', (url: URL) => (url.pathname = '/nowhere'), /there is no database of that name/],
    ['TLS', (url: URL) => url.searchParams.set('sslmode', 'verify-full'), /offers no TLS/],
    [
      'no such host',
      (url: URL) => {
        url.searchParams.delete('host');
        url.hostname = 'nowhere.invalid';
      },
      /is not known here/,
    ],
  ])('for want of it (%s) is told in one line with the next step', async (_what, change, line) => {
    const fault = await demandSchema(changed(change), made.schema).catch((each: unknown) => String(each));
    expect(fault).toMatch(line);
    expect(String(fault).split('\n')).toHaveLength(1);
  });

  it('of another encoding is refused', async () => {
    await asOwner(`create database ascii template template0 encoding 'SQL_ASCII'`);
    undo.push(() => asOwner('drop database ascii'));
    await expect(
      migrate({ ownerUrl: changed((url) => (url.pathname = '/ascii')), schema: made.schema }),
    ).rejects.toThrow('must be encoded in UTF8, not SQL_ASCII');
  });

  it('by a login without its rights is refused', async () => {
    const other = await emptyDatabase();
    undo.push(other.drop);
    const inOther = (url: string): string => {
      const there = new URL(url);
      there.pathname = new URL(other.ownerUrl).pathname;
      return there.href;
    };
    await expect(migrate({ ownerUrl: inOther(made.serviceUrl), schema: made.schema })).rejects.toThrow(
      'may not make a schema in this database',
    );
    await expect(migrate({ ownerUrl: made.serviceUrl, schema: made.schema })).rejects.toThrow(
      `${made.schema} belongs to owner`,
    );
    await asOwner(`grant create on database ${new URL(other.ownerUrl).pathname.slice(1)} to public`);
    await expect(migrate({ ownerUrl: inOther(made.serviceUrl), schema: 'area_630000' })).rejects.toThrow(
      'may not make roles',
    );
  });
});
