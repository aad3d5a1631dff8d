/** The logins of an installation: one for each role of the machine, its URL in a file that its owner alone can read. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { QueryRunner } from 'typeorm';
import { areaRole, areaRoles, type AreaRole } from '../../ground/database/area.js';

/** What each role connects with. */
export type LoginUrls = Readonly<Record<AreaRole, string>>;

/** `<folder>/service.url` and so on: one line, readable by its owner alone. */
export const loginFile = (folder: string, role: AreaRole): string => join(folder, `${role}.url`);

/**
 * The same for the same database and area every time: however often and wherever it is made, there is one login for each role and none
 * left over. Logins belong to the whole server, so two databases on it have to differ.
 */
const loginName = (schema: string, role: AreaRole, database: string): string =>
  `${areaRole(schema, role)}_${createHash('sha256').update(database).digest('hex').slice(0, 8)}`;

/** What the server keeps instead of a password (RFC 5802), so that it never sees one, nor do its logs. */
const verifierOf = (password: string): string => {
  const rounds = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const keyed = (word: string): Buffer => createHmac('sha256', salted).update(word).digest();
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`;
};

const isLogin = async (runner: QueryRunner, name: string): Promise<boolean> => {
  const known: object[] = await runner.query('select from pg_roles where rolname = $1', [name]);
  return known.length > 0;
};

const urlFor = (ownerUrl: string, name: string, password: string): string => {
  const url = new URL(ownerUrl);
  url.username = name;
  url.password = password;
  return url.href;
};

/** Gives every role of the area a login with a new password; the one it had before is void. */
const renewLogins = async (runner: QueryRunner, schema: string, ownerUrl: string): Promise<LoginUrls> => {
  const [{ database }] = (await runner.query('select current_database() as database')) as [
    { database: string },
  ];
  const urls = {} as Record<AreaRole, string>;
  for (const role of areaRoles) {
    const name = loginName(schema, role, database);
    const password = randomBytes(24).toString('hex');
    const verb = (await isLogin(runner, name)) ? 'alter' : 'create';
    await runner.query(`${verb} role ${name} login password '${verifierOf(password)}'`);
    // It is what its role is, and may not become it: nothing it makes could belong to the role.
    await runner.query(`grant ${areaRole(schema, role)} to ${name} with inherit true, set false`);
    urls[role] = urlFor(ownerUrl, name, password);
  }
  return urls;
};

/** Whether a login file lets its reader in. */
const opens = async (file: string): Promise<boolean> => {
  if (!existsSync(file)) return false;
  const client = new Client({
    connectionString: readFileSync(file, 'utf8').trim(),
    connectionTimeoutMillis: 5000,
  });
  try {
    await client.connect();
    return true;
  } catch {
    // Whatever it is that keeps its reader out, it is no login.
    return false;
  } finally {
    await client.end();
  }
};

/** Written aside and renamed: whoever reads it meanwhile has the old one or the new one. */
const writeLogin = (file: string, url: string): void => {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, `${url}\n`, { mode: 0o600, flush: true });
  renameSync(aside, file);
};

/**
 * Brings the logins' files of a folder up to date. Files that work stay as they are. Where they do not, and the logins were never made,
 * they are made; were they made, somebody may be using them from other files, and only `renew` gives them new passwords.
 */
export const putLogins = async (
  runner: QueryRunner,
  {
    schema,
    ownerUrl,
    folder,
    renew,
  }: {
    readonly schema: string;
    readonly ownerUrl: string;
    readonly folder: string;
    readonly renew: boolean;
  },
): Promise<'kept' | 'made'> => {
  if (!renew) {
    const working = await Promise.all(areaRoles.map((role) => opens(loginFile(folder, role))));
    if (working.every(Boolean)) return 'kept';
    const [{ database }] = (await runner.query('select current_database() as database')) as [
      { database: string },
    ];
    for (const role of areaRoles)
      if (await isLogin(runner, loginName(schema, role, database)))
        throw new Error(
          `登录已建立，但 ${folder} 中的文件不能用：请复制原有文件，或加 --renew 换发新密码（原密码即失效） / the logins were made, but the files in ${folder} do not open the database: copy those that do, or give them new passwords with --renew, which voids the old ones`,
        );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const urls = await renewLogins(runner, schema, ownerUrl);
  for (const role of areaRoles) writeLogin(loginFile(folder, role), urls[role]);
  return 'made';
};

/** Removes the logins that releases made which gave each folder one of its own; answers with their names. */
export const dropFormerLogins = async (runner: QueryRunner, schema: string): Promise<readonly string[]> => {
  const former: { name: string }[] = await runner.query(
    `select m.rolname as name from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles r on r.oid = a.roleid
     where r.rolname = $1 and m.rolname ~ '^central_[0-9a-f]{8}$'`,
    [areaRole(schema, 'service')],
  );
  for (const { name } of former) await runner.query(`drop role ${name}`);
  return former.map(({ name }) => name);
};
