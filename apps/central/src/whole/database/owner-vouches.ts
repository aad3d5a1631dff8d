/** Has whoever gives a command show the login of the database's owner, where nobody signed in may vouch for it. */
import { Client } from 'pg';
import { readOwner } from '../../ground/config.js';
import { Refused } from '../../ground/http/refused.js';

/** Throws Refused `not-permitted` unless DATABASE_OWNER_URL is a login of the owner of the area's schema. */
export const demandOwner = async (env: NodeJS.ProcessEnv): Promise<void> => {
  const { ownerUrl, schema } = readOwner(env);
  const client = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ owner: boolean }>(
      `select pg_has_role(current_user, nspowner, 'MEMBER') as owner from pg_namespace where nspname = $1`,
      [schema],
    );
    if (rows[0]?.owner !== true) throw new Refused('not-permitted', 'DATABASE_OWNER_URL');
  } finally {
    await client.end();
  }
};
