/** Describes an area's schema and its reference data out of the server's own catalogue, so that two can be compared. */
import type { Client } from 'pg';

const columns = `
  select format('column %s.%s %s: %s', c.relname, row_number() over (partition by c.oid order by a.attnum), a.attname, concat_ws(' ',
    format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end, 'default ' || pg_get_expr(d.adbin, d.adrelid),
    nullif('identity ' || a.attidentity::text, 'identity '), nullif('generated ' || a.attgenerated::text, 'generated '), 'storage ' || a.attstorage::text))
  from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped`;

const relations = `
  select format('%s %s: %s', c.relkind, c.relname, concat_ws(' ', 'persistence ' || c.relpersistence::text, c.reloptions::text,
    pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid), case when c.relkind = 'v' then pg_get_viewdef(c.oid) end))
  from pg_class c where c.relnamespace = $1::regnamespace and c.relkind <> 'i'`;

const constraints = `
  select format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
  from pg_constraint where connamespace = $1::regnamespace`;

const indexes = `
  select format('index %s valid %s', pg_get_indexdef(i.indexrelid), i.indisvalid)
  from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = $1::regnamespace`;

const triggers = `
  select format('trigger %s enabled %s', pg_get_triggerdef(t.oid), t.tgenabled)
  from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = $1::regnamespace and not t.tgisinternal`;

const functions = `
  select pg_get_functiondef(p.oid) from pg_proc p where p.pronamespace = $1::regnamespace`;

const sequences = `
  select format('sequence %s: %s', sequencename, row(data_type, start_value, min_value, max_value, increment_by, cycle, cache_size))
  from pg_sequences where schemaname = $1`;

const rights = `
  select format('right on %s: %s may %s %s', c.relname, a.grantee::regrole, a.privilege_type, a.is_grantable)
  from pg_class c cross join aclexplode(c.relacl) a where c.relnamespace = $1::regnamespace
  union all
  select format('right on %s.%s: %s may %s %s', c.relname, t.attname, a.grantee::regrole, a.privilege_type, a.is_grantable)
  from pg_attribute t join pg_class c on c.oid = t.attrelid cross join aclexplode(t.attacl) a where c.relnamespace = $1::regnamespace
  union all
  select format('right on function %s: %s may %s', p.proname, a.grantee::regrole, a.privilege_type)
  from pg_proc p cross join aclexplode(p.proacl) a where p.pronamespace = $1::regnamespace and a.grantee <> 0
  union all
  select format('right on the schema: %s may %s', a.grantee::regrole, a.privilege_type)
  from pg_namespace n cross join aclexplode(n.nspacl) a where n.oid = $1::regnamespace`;

/** One line for each thing of the schema: tables, columns, constraints, indexes, triggers, functions, sequences, rights. */
export const describeSchema = async (client: Client, schema: string): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const question of [relations, columns, constraints, indexes, triggers, functions, sequences, rights]) {
    const { rows } = await client.query<[string]>({ text: question, values: [schema], rowMode: 'array' });
    lines.push(...rows.map(([line]) => line).toSorted());
  }
  return lines;
};

/**
 * The rows of the tables named, as text, without what differs by when it was written: times, numbers drawn from a sequence, keys.
 * Tables come in the order they are named in.
 */
export const describeRows = async (
  client: Client,
  schema: string,
  tables: readonly string[],
): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const table of tables) {
    const { rows } = await client.query<[string]>({
      text: `select (to_jsonb(t) - $1::text[])::text from ${schema}.${table} t`,
      values: [await drawnColumns(client, schema, table)],
      rowMode: 'array',
    });
    lines.push(...rows.map(([row]) => `${table} ${row}`).toSorted());
  }
  return lines;
};

const drawnColumns = async (client: Client, schema: string, table: string): Promise<readonly string[]> => {
  const { rows } = await client.query<[string]>({
    text: `select a.attname from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = ($1 || '.' || $2)::regclass and a.attnum > 0
        and (a.attidentity <> '' or a.atttypid = 'timestamptz'::regtype or pg_get_expr(d.adbin, d.adrelid) ~ 'nextval|uuid')`,
    values: [schema, table],
    rowMode: 'array',
  });
  return rows.map(([name]) => name);
};

/** Tables that hold anything. */
export const filledTables = async (client: Client, schema: string): Promise<readonly string[]> => {
  const { rows } = await client.query<[string]>({
    text: `select c.relname from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s', c.oid::regclass), false, true, '')))[1]::text::int > 0
      order by 1`,
    values: [schema],
    rowMode: 'array',
  });
  return rows.map(([name]) => name);
};
