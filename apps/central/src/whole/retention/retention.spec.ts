/** Promises that for each table it is decided how long it is kept: in the program, in the decision that people read, and in the database's columns. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { areaRole, areaRoles } from '../../ground/database/area.js';
import { pastAt, retention, type Removal, type Retention } from './retention.js';

let database: TestDatabase;
let owner: Client;
beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({
    connectionString: database.ownerUrl,
    options: `-c search_path=${database.schema}`,
  });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const namesOf = async (sql: string, ...values: readonly unknown[]): Promise<readonly string[]> =>
  (await owner.query<{ name: string }>(sql, [...values])).rows.map(({ name }) => name);

const removedBy: Readonly<Record<Removal, string>> = {
  never: 'never',
  archive: 'after an archive, by a person with the owner’s login',
  rows: 'by job, some rows at a time',
  months: 'by job, a whole month at a time',
  own: 'by what made it, as soon as it is over',
};

const howLong = ({ term, from, removal }: Retention): string => {
  if (term === null) return removal === 'never' ? 'for ever' : 'until it is over';
  const length =
    'years' in term ? `${term.years} ${term.years === 1 ? 'year' : 'years'}` : `${term.days} days`;
  return `${length} after ${removal === 'archive' ? from : `\`${from}\``}`;
};

/** The rows that the decision has to show: tables that are kept alike in one, in the order of the list. */
const shown = (): readonly string[] => {
  const alike = new Map<Retention, string[]>();
  for (const [table, kept] of Object.entries(retention))
    alike.set(kept, [...(alike.get(kept) ?? []), `\`${table}\``]);
  return [...alike].map(
    ([kept, tables]) =>
      `| ${[tables.join(', '), kept.why, howLong(kept), removedBy[kept.removal]].join(' | ')} |`,
  );
};

describe('how long a table is kept', () => {
  it('is decided for every table of the database, and for no other', async () => {
    const tables = await namesOf(
      `select relname as name from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'p') and not relispartition`,
      database.schema,
    );
    expect(Object.keys(retention).toSorted()).toEqual(tables.toSorted());
  });

  it('stands in the decision as the program has it', () => {
    const decision = readFileSync(
      new URL('../../../../../docs/decisions/0013-how-long-each-table-is-kept.md', import.meta.url),
      'utf8',
    );
    const rows = decision
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.replaceAll(/\s+/g, ' ').trim());
    expect(rows).toEqual(shown());
  });

  it('is counted from a column that there is, where the machine counts', async () => {
    const counted = Object.entries(retention).filter(([, { removal }]) => /^(rows|months)$/.test(removal));
    expect(counted.length).toBeGreaterThan(0);
    for (const [table, { from }] of counted)
      expect(
        await namesOf(
          `select attname as name from pg_attribute where attrelid = $1::regclass and attname = $2 and atttypid = 'timestamptz'::regtype`,
          table,
          from,
        ),
      ).toEqual([from]);
  });

  it('ends on the day of the calendar', () => {
    const now = new Date('2036-03-01T00:00:00Z');
    expect(pastAt('audit_event', now).toISOString()).toBe('2026-03-01T00:00:00.000Z');
    expect(pastAt('notification', now).toISOString()).toBe('2035-12-02T00:00:00.000Z');
    expect(() => pastAt('transfer', now)).toThrow('transfer is kept without a term');
  });
});

describe('what is kept', () => {
  it('is safe from what it refers to going first', async () => {
    const broken = await namesOf(
      `select format('%s refers to %s', f.conrelid::regclass, f.confrelid::regclass) as name from pg_constraint f
       where f.contype = 'f' and f.connamespace = $1::regnamespace and f.confrelid::regclass::text = any($2)
         and not f.conrelid::regclass::text = any($2)`,
      database.schema,
      Object.entries(retention).flatMap(([table, { removal }]) =>
        /^(rows|months|own)$/.test(removal) ? [table] : [],
      ),
    );
    expect(broken).toEqual([]);
  });

  it('can be deleted by no role of the machine', async () => {
    const deletable = await namesOf(
      `select relname as name from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'p')
         and exists (select from unnest($2::text[]) role where has_table_privilege(role, oid, 'DELETE')) order by 1`,
      database.schema,
      areaRoles.map((role) => areaRole(database.schema, role)),
    );
    const allowed = Object.keys(retention).filter((table) =>
      ['rows', 'own'].includes(retention[table]?.removal ?? ''),
    );
    // A file that was only looked at is forgotten by the next import; one that was imported is not.
    expect(deletable).toEqual([...allowed, 'file_import'].toSorted());
  });

  it('is kept by the database itself where a month goes whole, for as long as the program says', async () => {
    const [dropMonth = ''] = await namesOf(`select pg_get_functiondef('drop_month'::regproc) as name`);
    const cut = Object.entries(retention).filter(([, { removal }]) => removal === 'months');
    for (const [table, { term }] of cut) {
      const [, years] = new RegExp(`'${table}' then interval '(\\d+) years?'`).exec(dropMonth) ?? [];
      expect({ [table]: { years: Number(years) } }).toEqual({ [table]: term });
    }
  });
});
