/** Promises of the machine's roles: what each login may do in the database is what its work needs, whatever a program would like to do. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { emptyDatabase, testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { areaRole, areaRoles } from '../../ground/database/area.js';
import { loginFile } from './logins.js';
import { migrate } from './migrate.js';
import { demandSchema } from './schema-version.js';

let database: TestDatabase;
let owner: Client;
const logins = new Map<string, Client>();
const urls = (): Readonly<Record<string, string>> => ({
  service: database.serviceUrl,
  work: database.workUrl,
  reports: database.reportsUrl,
});

beforeAll(async () => {
  database = await testDatabase();
  const options = `-c search_path=${database.schema}`;
  owner = new Client({ connectionString: database.ownerUrl, options });
  await owner.connect();
  for (const [role, connectionString] of Object.entries(urls())) {
    const client = new Client({ connectionString, options });
    await client.connect();
    logins.set(role, client);
  }
});
afterAll(async () => {
  for (const client of logins.values()) await client.end();
  await owner.end();
  await database.drop();
});

const as = (role: string): Client => {
  const client = logins.get(role);
  if (client === undefined) throw new Error(`no login for ${role}`);
  return client;
};

const namesOf = async (sql: string, ...values: readonly unknown[]): Promise<readonly string[]> =>
  (await owner.query<{ name: string }>(sql, [...values])).rows.map(({ name }) => name);

const inTables = (): string =>
  `select c.oid, c.relname from pg_class c where c.relnamespace = '${database.schema}'::regnamespace and c.relkind in ('r', 'p')`;

describe.each(areaRoles)('the role %s', (role) => {
  it.each([
    'alter table transfer add column extra int',
    'alter table transfer disable trigger all',
    'drop trigger transfer_written_once on transfer',
    'truncate audit_event',
    'create table mine (id int)',
    `create function mine() returns int language sql as 'select 1'`,
    'create role another',
    `insert into migration (timestamp, name) values (1, 'Mine1')`,
    'alter table transfer owner to current_user',
    `insert into lawful_flow values ('gift', 'income', 'benefits', 'none')`,
  ])('may not: %s', async (sql) => {
    await expect(as(role).query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot become its role, nor another', async () => {
    for (const other of areaRoles)
      await expect(as(role).query(`set role ${areaRole(database.schema, other)}`)).rejects.toMatchObject({
        code: '42501',
      });
  });

  it('has no right in any table to what changes a table, and owns nothing', async () => {
    const name = areaRole(database.schema, role);
    const rights = await namesOf(
      `select format('%s %s', t.relname, p) as name from (${inTables()}) t, unnest(array['TRUNCATE', 'TRIGGER', 'REFERENCES']) p
       where has_table_privilege($1, t.oid, p)`,
      name,
    );
    const owned = await namesOf(
      `select relname as name from pg_class where relowner in (select oid from pg_roles where rolname = $1 or pg_has_role(oid, $1, 'member')
         and rolname like $1 || '%')`,
      name,
    );
    const powers = await namesOf(
      `select rolname as name from pg_roles where (rolname = $1 or rolname like $1 || '\\_%') and
         (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)`,
      name,
    );
    expect({ rights, owned, powers }).toEqual({ rights: [], owned: [], powers: [] });
  });

  it('has no right to a change that the database refuses to everybody', async () => {
    const changes = await namesOf(
      `select format('%s %s', t.relname, p) as name from (${inTables()}) t, (values ('UPDATE', 16), ('DELETE', 8), ('TRUNCATE', 32)) e (p, bit)
       where exists (select from pg_trigger g join pg_proc f on f.oid = g.tgfoid
           where g.tgrelid = t.oid and f.proname = 'refuse_change' and g.tgtype & e.bit <> 0)
         and (has_table_privilege($1, t.oid, p) or p = 'UPDATE' and has_any_column_privilege($1, t.oid, p))`,
      areaRole(database.schema, role),
    );
    expect(changes).toEqual([]);
  });
});

describe('reports', () => {
  it('write nothing', async () => {
    const rights = await namesOf(
      `select format('%s %s', t.relname, p) as name from (${inTables()}) t, unnest(array['INSERT', 'UPDATE']) p
       where has_any_column_privilege($1, t.oid, p) or has_table_privilege($1, t.oid, 'DELETE')`,
      areaRole(database.schema, 'reports'),
    );
    expect(rights).toEqual([]);
  });

  it('read no card, key, name, number, account, photo, document or detail of a person', async () => {
    const columns = await namesOf(
      `select format('%s.%s', t.relname, a.attname) as name from (${inTables()}) t join pg_attribute a on a.attrelid = t.oid
       where a.attnum > 0 and not a.attisdropped and has_column_privilege($1, t.oid, a.attnum, 'SELECT') order by 1`,
      areaRole(database.schema, 'reports'),
    );
    expect(columns.length).toBeGreaterThan(100);
    const telling =
      /card_number|identification_code|historical_bytes|password|digest|public_key|nonce|process_factor|source$|check_values|components|social_security|guardian|agent_|phone|address|\.account$|bank_account$|jpeg|\.document$|\.content$|verification|\.assessment$|inputs|wage_fen|detail|signers|person\.name/;
    // The documents that a rule and a budget rest on.
    const allowed = new Set(['policy_parameter.source', 'fund_budget.source']);
    expect(columns.filter((column) => telling.test(column) && !allowed.has(column))).toEqual([]);
    await expect(as('reports').query('select name from person')).rejects.toMatchObject({ code: '42501' });
    await as('reports').query('select state, count(*) from card group by state');
  });
});

describe('the counter', () => {
  it.each(['file_import', 'file_import_row', 'card_batch_file', 'card_batch_file_row', 'card_maker'])(
    'reads %s and leaves writing it to work',
    async (table) => {
      await as('service').query(`select count(*) from ${table}`);
      await expect(as('service').query(`insert into ${table} default values`)).rejects.toMatchObject({
        code: '42501',
      });
      await expect(as('work').query(`insert into ${table} default values`)).rejects.toMatchObject({
        code: '23502',
      });
    },
  );
});

describe('a table that is only ever added to', () => {
  it('is guarded against its owner too, or says why not', async () => {
    const unguarded = await namesOf(
      `select t.relname as name from (${inTables()}) t where has_any_column_privilege($1, t.oid, 'INSERT')
         and not has_any_column_privilege($1, t.oid, 'UPDATE') and not has_table_privilege($1, t.oid, 'DELETE')
         and (select count(*) from pg_trigger g join pg_proc f on f.oid = g.tgfoid where g.tgrelid = t.oid and f.proname = 'refuse_change') < 2
       order by 1`,
      areaRole(database.schema, 'work'),
    );
    expect(unguarded).toEqual([
      // The list of who collected cards, and of the bureau's own signing keys: corrected by a person with the owner, if ever.
      'card_hand_over',
      // Named by its own digest: another picture is another row.
      'photo',
      'signing_key',
    ]);
  });
});

/** Whether a login lets its holder in. */
const opensWith = async (connectionString: string): Promise<boolean> => {
  const client = new Client({ connectionString });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
};

describe('the logins of an installation', () => {
  let own: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    own = await emptyDatabase();
    folder = mkdtempSync(join(tmpdir(), 'sscard-logins-'));
  });
  afterAll(async () => {
    for (const name of await loginNames()) await owner.query(`drop owned by ${name}; drop role ${name}`);
    await own.drop();
    rmSync(folder, { recursive: true });
  });

  const url = (): string => readFileSync(loginFile(folder, 'service'), 'utf8').trim();
  const loginNames = (): Promise<readonly string[]> => {
    const suffix = new URL(url()).username.split('_').at(-1) ?? '';
    return namesOf(`select rolname as name from pg_roles where rolname like '%' || $1 order by 1`, suffix);
  };
  const run = (more: object = {}) =>
    migrate({ ownerUrl: own.ownerUrl, schema: own.schema, loginsTo: folder, ...more });

  it('are made once, in files that only their owner reads, and open the database', async () => {
    expect((await run()).logins).toBe('made');
    for (const role of areaRoles) {
      expect(statSync(loginFile(folder, role)).mode & 0o077).toBe(0);
      expect(await opensWith(readFileSync(loginFile(folder, role), 'utf8').trim())).toBe(true);
    }
    const before = url();
    expect(await run()).toMatchObject({ logins: 'kept', migrations: [] });
    expect(url()).toBe(before);
    expect(await loginNames()).toHaveLength(areaRoles.length);
  });

  it('are not taken from others who use them, unless they are to be renewed', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'sscard-logins-'));
    await expect(run({ loginsTo: elsewhere })).rejects.toThrow('--renew');
    expect(await opensWith(url())).toBe(true);
    rmSync(elsewhere, { recursive: true });
  });

  it('open with a renewed password, with the old one no more, and none is left over', async () => {
    const before = url();
    expect((await run({ renew: true })).logins).toBe('made');
    expect([await opensWith(before), await opensWith(url())]).toEqual([false, true]);
    expect(await loginNames()).toHaveLength(areaRoles.length);
  });

  it('are made anew where a file was spoiled and it is said so', async () => {
    writeFileSync(loginFile(folder, 'work'), 'postgres://nobody:wrong@127.0.0.1:1/none\n');
    await expect(run()).rejects.toThrow('--renew');
    await run({ renew: true });
    expect(await opensWith(readFileSync(loginFile(folder, 'work'), 'utf8').trim())).toBe(true);
  });

  it('of earlier releases are removed when that is asked for', async () => {
    const former = 'central_0123abcd';
    await owner.query(
      `create role ${former} login password 'former'; grant ${areaRole(own.schema, 'service')} to ${former}`,
    );
    expect((await run()).dropped).toEqual([]);
    expect((await run({ dropFormer: true })).dropped).toContain(former);
    expect(await namesOf('select rolname as name from pg_roles where rolname = $1', former)).toEqual([]);
  });
});

describe('a program', () => {
  it('is refused a schema that is behind it, ahead of it, or not there', async () => {
    const own = await testDatabase();
    const none = await emptyDatabase();
    const client = new Client({ connectionString: own.ownerUrl, options: `-c search_path=${own.schema}` });
    await client.connect();
    await demandSchema(own.serviceUrl, own.schema);
    await client.query(
      `insert into migration (timestamp, name) values (1899000000000, 'Later1899000000000')`,
    );
    await expect(demandSchema(own.serviceUrl, own.schema)).rejects.toMatchObject({
      code: 'program-behind',
      detail: 'Later1899000000000',
    });
    await client.query(`delete from migration where name in ('Later1899000000000', 'House1795500000000')`);
    await expect(demandSchema(own.serviceUrl, own.schema)).rejects.toMatchObject({
      code: 'schema-behind',
      detail: 'House1795500000000',
    });
    await expect(demandSchema(none.serviceUrl, none.schema)).rejects.toMatchObject({ code: 'schema-behind' });
    await client.end();
    await own.drop();
    await none.drop();
  });
});
