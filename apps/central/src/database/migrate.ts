/** Brings one area's schema up to date, and makes the service role it will be served with. */
import { randomBytes } from 'node:crypto';
import { schemaName, serviceRole } from './area.js';
import { areaDataSource } from './data-source.js';

export type MigrationOptions = {
  /** The owner's connection: may create a schema and a role. */
  readonly ownerUrl: string;
  readonly schema: string;
  /** Password to give the service role; made up when left out. */
  readonly servicePassword?: string;
};

/** Runs what is missing and returns the URL to serve with. Running it again changes nothing but the role's password. */
export const migrate = async ({
  ownerUrl,
  schema,
  servicePassword,
}: MigrationOptions): Promise<{ readonly serviceUrl: string }> => {
  const role = serviceRole(schemaName(schema));
  const password = servicePassword ?? randomBytes(18).toString('hex');
  if (!/^[A-Za-z0-9]+$/.test(password))
    throw new Error('the service password may hold letters and digits only');
  const source = await areaDataSource({ url: ownerUrl, schema, poolSize: 1 }).initialize();
  try {
    // One migrator at a time, however many central processes start together.
    await source.query(`select pg_advisory_lock(hashtext($1))`, [`migrate ${schema}`]);
    const roles: unknown[] = await source.query('select 1 from pg_roles where rolname = $1', [role]);
    await source.query(
      `${roles.length === 0 ? 'create' : 'alter'} role ${role} login password '${password}'`,
    );
    await source.query(`create schema if not exists ${schema}`);
    await source.runMigrations({ transaction: 'all' });
    await source.query(`select pg_advisory_unlock(hashtext($1))`, [`migrate ${schema}`]);
  } finally {
    await source.destroy();
  }
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = password;
  return { serviceUrl: url.href };
};
