/** Whether the server that an address leads to can be worked with, asked before anything is read or made; what speaks against it is said in one line. */
import { types } from 'node:util';
import { Client } from 'pg';
import { newId } from '#libs/kernel/ids.js';
import { isConnectionFault } from './database.js';
import { setSession } from './session.js';

/** For keys in the order of time (uuidv7) and for letting the service analyse what it has filled (grant maintain). */
const oldestServer = 180_000;

const timeoutMs = 5000;
/** How long a second connection's first statement may be kept waiting by a pooler. */
const secondTimeoutMs = 2000;

type Facts = {
  readonly version: string;
  readonly number: number;
  readonly standby: boolean;
  readonly encoding: string;
  readonly process: number;
};

const certificateFaults = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
const clockFaults = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** Why no connection came about, with the next step; null where the fault says it well enough by itself. */
const reasonOf = (fault: Error): string | null => {
  const code = 'code' in fault ? String(fault.code) : '';
  if (code === '28P01')
    return '数据库不接受此用户名或密码（特殊字符须写成 %XX） / the database takes neither this user nor its password (special characters are written as %XX)';
  if (code === '28000')
    return '数据库不许此用户从本机登录，请查 pg_hba.conf / the database does not let this user in from this machine: see its pg_hba.conf';
  if (code === '3D000')
    return '没有此数据库，请先 create database / there is no database of that name: create it first';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return '找不到数据库所在的主机名 / the name of the database server is not known here';
  if (code === '08P01' && /startup parameter/i.test(fault.message))
    return '连接池不接受地址中的 options，请从地址中去掉 / the pooler does not take the options in the address: leave them out';
  if (clockFaults.has(code))
    return `数据库证书不在有效期内，或本机时钟不对（现为 ${new Date().toISOString()}） / the database's certificate is out of its time, or the clock of this machine is wrong (it says ${new Date().toISOString()})`;
  if (certificateFaults.has(code))
    return '数据库证书不可信，请在地址中用 sslrootcert 指明签发者 / the certificate of the database is not trusted: name who issued it with sslrootcert in the address';
  if (/does not support SSL/i.test(fault.message))
    return '数据库不支持加密连接，请去掉 sslmode 或在数据库开启 ssl / the database offers no TLS: leave sslmode out, or switch ssl on there';
  return null;
};

/** Connects, or throws one line with the next step; a database that is away is left as the fault it is. */
const connect = async (url: string, queryTimeoutMs = timeoutMs): Promise<Client> => {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: queryTimeoutMs,
    application_name: 'central',
  });
  // Without a listener, a server that goes away in the middle would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (fault) {
    await client.end();
    // Those of name look-ups are made by Node itself.
    if (!types.isNativeError(fault) || isConnectionFault(fault)) throw fault;
    const reason = reasonOf(fault);
    if (reason === null) throw fault;
    throw new Error(`${reason} (${fault.message})`, { cause: fault });
  }
};

const factsOf = async (client: Client): Promise<Facts> => {
  const { rows } = await client.query<Facts>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
       pg_is_in_recovery() as standby, current_setting('server_encoding') as encoding, pg_backend_pid() as process`,
  );
  const [facts] = rows;
  if (facts === undefined) throw new Error('the database says nothing of itself');
  return facts;
};

const processOf = async (client: Client): Promise<number> => {
  const asked = { text: 'select pg_backend_pid() as process', query_timeout: secondTimeoutMs };
  const { rows } = await client.query<{ process: number }>(asked);
  return rows[0]?.process ?? 0;
};

const shared = (): Error =>
  new Error(
    '连接池按事务或语句分配连接，会话设置会丢失：请改用 pool_mode = session，或直连数据库 / the pooler before the database hands connections out by transaction or statement, where a session loses its settings: let it use pool_mode = session, or name the database itself',
  );

const tooFew = (): Error =>
  new Error(
    '连接池不给第二个连接：请加大 default_pool_size 并用 pool_mode = session，或直连数据库 / the pooler before the database gives no second connection: let it have more (default_pool_size) and use pool_mode = session, or name the database itself',
  );

/**
 * Throws unless this connection keeps its session while another one works. A pooler that hands connections out anew serves both
 * with one process of the server, or gives ours to the other meanwhile.
 */
const demandOwnSession = async (client: Client, url: string): Promise<void> => {
  const mark = newId();
  await client.query(`select set_config('sscard.session', $1, false)`, [mark]);
  const other = await connect(url, secondTimeoutMs);
  try {
    // More than once: a pooler may go round among several.
    for (let round = 1; round <= 4; round++) {
      await other.query('begin');
      if ((await processOf(other)) === (await processOf(client))) throw shared();
      const { rows } = await client.query<{ mark: string | null }>(
        `select current_setting('sscard.session', true) as mark`,
      );
      if (rows[0]?.mark !== mark) throw shared();
      await other.query('rollback');
    }
  } catch (fault) {
    if (fault instanceof Error && /statement pooling/.test(fault.message)) throw shared();
    if (fault instanceof Error && /timeout/i.test(fault.message)) throw tooFew();
    throw fault;
  } finally {
    await other.end();
  }
};

const demandFit = ({ version, number, standby, encoding }: Facts): void => {
  if (number < oldestServer)
    throw new Error(
      `需要 PostgreSQL 18 或更新版本，现为 ${version} / PostgreSQL 18 or newer is needed; it is ${version}`,
    );
  if (standby)
    throw new Error(
      '这是只读备用库，请改连主库 / this is a standby that is only read: name the primary in the address',
    );
  if (encoding !== 'UTF8')
    throw new Error(
      `数据库编码须为 UTF8，现为 ${encoding}：请以 encoding 'UTF8' template template0 重新建库 / the database must be encoded in UTF8, not ${encoding}: make it anew with encoding 'UTF8' template template0`,
    );
};

/**
 * Calls `work` with a connection to the server, once it is known that it can be worked with: of our release or newer, no standby, in
 * UTF-8, and with sessions that last. Throws an Error in one line.
 */
export const withFitServer = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = await connect(url);
  try {
    await setSession(client, { statement_timeout: String(timeoutMs) });
    const facts = await factsOf(client);
    demandFit(facts);
    // A server says while connecting which process of its serves us; a pooler says something of its own.
    const told = (client as Client & { readonly processID?: number | null }).processID;
    if (told !== facts.process) await demandOwnSession(client, url);
    return await work(client);
  } finally {
    await client.end();
  }
};
