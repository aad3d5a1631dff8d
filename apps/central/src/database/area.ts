/** The pooling area a connection works for: its schema, and the role the service works with. */
import type { DataSource, QueryRunner } from 'typeorm';

/** A schema name that needs no quoting: it is put into SQL text. */
export const schemaName = (text: string): string => {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(text)) throw new Error(`not a schema name: ${text}`);
  return text;
};

/** The schema of the data source a migration runs on. */
export const areaSchema = (runner: QueryRunner): string => {
  const { schema } = (runner.connection as DataSource & { options: { schema?: string } }).options;
  if (schema === undefined) throw new Error('the data source names no schema');
  return schemaName(schema);
};

/** The role that may read and append but neither owns the schema nor changes what is written once. */
export const serviceRole = (schema: string): string => `${schema}_service`;
