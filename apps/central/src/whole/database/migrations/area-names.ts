/** What a migration calls the area it runs in; frozen with the migrations, like each of them. */
import type { DataSource, QueryRunner } from 'typeorm';

export type AreaNames = {
  readonly schema: string;
  /** The role that central serves the counter with. */
  readonly service: string;
  /** Of long work and commands; may do all that `service` may. */
  readonly work: string;
  /** Of reports, which only read. */
  readonly reports: string;
};

/** The names in the schema of the data source a migration runs on. Unqualified names in its statements mean that schema alone. */
export const areaNames = (runner: QueryRunner): AreaNames => {
  const { schema } = (runner.connection as DataSource & { options: { schema?: string } }).options;
  if (schema === undefined || !/^[a-z][a-z0-9_]{0,40}$/.test(schema))
    throw new Error(`the data source names no schema: ${schema}`);
  return { schema, service: `${schema}_service`, work: `${schema}_work`, reports: `${schema}_reports` };
};
