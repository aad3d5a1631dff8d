/** Whether the schema is the one this program was built for; nothing but `central migrate` changes it. */
import type { Client } from 'pg';
import { schemaName } from '../../ground/database/area.js';
import { withFitServer } from '../../ground/database/server-demands.js';
import { Refused } from '../../ground/http/refused.js';
import { migrations } from './data-source.js';

// No such table, no such schema, or a schema that lets nobody in yet.
const notThere = new Set(['42P01', '3F000', '42501']);

/** Names of the migrations the schema has had; none where it was never made. */
const migrationsOf = async (client: Client, schema: string): Promise<readonly string[]> => {
  try {
    const { rows } = await client.query<{ name: string }>(`select name from ${schemaName(schema)}.migration`);
    return rows.map(({ name }) => name);
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && notThere.has(String(fault.code))) return [];
    throw fault;
  }
};

/**
 * Throws Refused `schema-behind` or `program-behind`, with the migration that makes the difference; an Error for a server that cannot
 * be worked with.
 */
export const demandSchema = (databaseUrl: string, schema: string): Promise<void> =>
  withFitServer(databaseUrl, async (client) => {
    const had = new Set(await migrationsOf(client, schema));
    const known = new Set(migrations.map((migration) => migration.name));
    const missing = [...known].find((name) => !had.has(name));
    if (missing !== undefined) throw new Refused('schema-behind', missing);
    const unknown = [...had].find((name) => !known.has(name));
    if (unknown !== undefined) throw new Refused('program-behind', unknown);
  });
