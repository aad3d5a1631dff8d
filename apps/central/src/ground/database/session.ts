/**
 * What every session at the database is like, whatever its address, role or database say otherwise: set by a statement of its own as soon
 * as there is a connection, since a pooler drops what is said while connecting.
 */
import type { ClientBase } from 'pg';

/** Settings of PostgreSQL by name, such as `lock_timeout`. */
export type SessionSettings = Readonly<Record<string, string>>;

/** What our SQL and our reading of answers take for granted. */
const takenForGranted: SessionSettings = {
  timezone: 'UTC',
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  transform_null_equals: 'off',
  default_transaction_read_only: 'off',
  default_transaction_isolation: 'read committed',
  session_replication_role: 'origin',
};

/** Settings that nobody but a superuser may change, nor needs to where they are as they should be. */
const superusers = new Set(['session_replication_role']);

/** Sets a connection up; throws when the server does not take a setting, or is another than was asked for. */
export const setSession = async (client: ClientBase, settings: SessionSettings): Promise<void> => {
  const wanted = Object.entries({ ...takenForGranted, ...settings });
  const text = wanted
    .map(([name], at) =>
      superusers.has(name)
        ? `case current_setting('${name}') when $${at + 1} then '' else set_config('${name}', $${at + 1}, false) end`
        : `set_config('${name}', $${at + 1}, false)`,
    )
    .join(', ');
  await client.query(
    `select ${text}`,
    wanted.map(([, value]) => value),
  );
};

/** What a pool calls with each new connection before anybody is given it. */
export const sessionOf =
  (settings: SessionSettings) =>
  (client: ClientBase): Promise<void> =>
    setSession(client, settings);
