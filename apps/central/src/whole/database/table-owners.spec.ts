/** Promises that each table has one owner: whoever else writes it stands in the list with the reason, and nobody writes unseen. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { tableOwners } from './table-owners.js';

const source = new URL('../../', import.meta.url);

/** Every file of the program but its tests and its migrations, which make the tables. */
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|sql)$/.test(file) && !/\.spec\.ts$|^whole\/database\/migrations\//.test(file))
  .map((file) => ({ file, text: readFileSync(new URL(file, source), 'utf8') }));

const name = '([a-z_][a-z0-9_]*|\\$\\{[^}]*\\})';
const statements = [
  `\\binsert\\s+into\\s+${name}`,
  `\\bupdate\\s+(?:only\\s+)?${name}\\s+(?:(?:as\\s+)?[a-z]\\w*\\s+)?set\\b`,
  `\\bdelete\\s+from\\s+(?:only\\s+)?${name}`,
  `\\bmerge\\s+into\\s+${name}`,
  `\\btruncate\\s+(?:table\\s+)?${name}\\s*['"\`;]`,
  `\\bcopy\\s+${name}\\s*(?:\\([^)]*\\)\\s*)?from\\b`,
].map((pattern) => new RegExp(pattern, 'gi'));
const throughEntity = [
  /\b(?:tx|manager|source)\s*\.\s*(?:save|insert|update|delete|upsert|remove|increment)\(\s*([A-Z]\w*)/g,
  /\.(?:into|update|from)\(([A-Z]\w*)\)/g,
];

/** Tables by the class of their entity. */
const entities = new Map(
  files.flatMap(({ text }) =>
    [...text.matchAll(/@Entity\('([a-z_]+)'\)[\s\S]*?export class (\w+)/g)].map(
      ([, table = '', entity = '']) => [entity, table] as const,
    ),
  ),
);

/** The room a file belongs to: two folders deep. */
const roomOf = (file: string): string => file.split('/').slice(0, 2).join('/');

/** What a text writes: tables, and for an entity its table. */
const writtenIn = (text: string): readonly string[] => [
  ...statements.flatMap((pattern) => [...text.matchAll(pattern)].map(([, table = '']) => table)),
  ...throughEntity.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([, entity = '']) => entities.get(entity) ?? []),
  ),
];

const writes = files.flatMap(({ file, text }) =>
  writtenIn(text).map((table) => ({ table, file, room: roomOf(file) })),
);

let database: TestDatabase;
let tables: readonly string[];
beforeAll(async () => {
  database = await testDatabase();
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
    [database.schema],
  );
  tables = rows.map((row) => row.name);
  await client.end();
});
afterAll(() => database.drop());

it('reads a write in every form it is written in', () => {
  expect(
    writtenIn(`insert into due (id)  update card c set state = 1  UPDATE only unit SET a = 1  delete from work
      merge into chip using x  \`truncate photo\`  copy file_import_row (a, b) from stdin  tx.save(Terminal, terminal)
      .insert().into(Person)  update operation as o set key = 1   insert into \${table} (a)`).toSorted(),
  ).toEqual(
    [
      'due',
      'card',
      'unit',
      'work',
      'chip',
      'photo',
      'file_import_row',
      'terminal',
      'person',
      'operation',
      '${table}',
    ].toSorted(),
  );
});

describe('a table', () => {
  it('has an owner, and every owner named has a table', () => {
    expect(Object.keys(tableOwners).toSorted()).toEqual(tables.toSorted());
  });

  it('is written by its owner, and by others only with their reason', () => {
    const strangers = writes.filter(({ table, room }) => {
      if (table.startsWith('${')) return true;
      const known = tableOwners[table];
      return known !== undefined && room !== known.owner && !Object.keys(known.besides ?? {}).includes(room);
    });
    expect(strangers).toEqual([]);
  });

  it('has no owner or writer named who does not write it', () => {
    const idle = Object.entries(tableOwners).flatMap(([table, { owner, besides = {} }]) =>
      [...(owner === null ? [] : [owner]), ...Object.keys(besides)].flatMap((room) =>
        writes.some((write) => write.table === table && write.room === room) ? [] : [`${table}: ${room}`],
      ),
    );
    expect(idle).toEqual([]);
  });
});
