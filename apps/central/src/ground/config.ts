/** Central's settings, read once from the environment and checked; what is missing or wrong is said in one line. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import {
  readPort,
  readWebAddress,
  readWhole,
  tidySettings,
  withoutPassword,
  type Settings,
} from '#libs/kernel/settings.js';
import { schemaName } from './database/area.js';
import { readPassphraseSource, type PassphraseSource } from './vault-passphrase.js';

/** Where the master keys are kept: encrypted files in central's folder, or a PKCS#11 security module. */
type KeyVaultConfig =
  | { readonly kind: 'file' }
  | {
      readonly kind: 'pkcs11';
      /** The module's shared library. */
      readonly module: string;
      /** The token's label. */
      readonly token: string;
      readonly pin: string;
    };

/** Injection token of the settings. */
export const CONFIG = Symbol('config');

export type CentralConfig = {
  readonly host: string;
  readonly port: number;
  /** A login of one of the machine's roles, made by `central migrate`; never the owner's. */
  readonly databaseUrl: string;
  /** The pooling area's schema. */
  readonly schema: string;
  /** Connections for everything but what has its own. */
  readonly poolSize: number;
  /** Connections that only who stands at a counter uses. */
  readonly counterPoolSize: number;
  /** Connections of what reads whole tables. */
  readonly reportsPoolSize: number;
  /** Central's own folder: secrets and the key vault. */
  readonly folder: string;
  readonly keyVault: KeyVaultConfig;
  /** Where the passphrase of a vault of files comes from. */
  readonly vaultPassphrase: PassphraseSource;
  /** How long a security module may take for one answer. */
  readonly keyVaultTimeoutMs: number;
  /** Names central is reached by beside loopback and PUBLIC_URL, such as `central.example:443`; others are refused. */
  readonly hosts: readonly string[];
  /** Addresses or networks of proxies before central, whose word on a client's address is taken; none: nobody's is. */
  readonly trustedProxies: readonly string[];
  /** Whether the description of the API is served to anybody, at `/docs`. */
  readonly apiDocs: boolean;
  /** How many characters a password of staff has at least. */
  readonly passwordShortest: number;
  /** After how many days without a sign-in a member is suspended; 0: never. */
  readonly staffUnusedDays: number;
  /** Where holders of a receipt reach central to verify it. */
  readonly publicUrl: string;
  /** How long the terminal where a receipt arose may show and print it without a sign-in. */
  readonly receiptOpenMs: number;
  readonly bankUrl: string;
  readonly bankTimeoutMs: number;
  /** How often unknown bank outcomes are asked for. */
  readonly resolveEveryMs: number;
  /** Who is told of every state of an application; null: nobody. */
  readonly notifyUrl: string | null;
  readonly notifyEveryMs: number;
  readonly notifyTimeoutMs: number;
  /** How often temporary losses that are over are looked for. */
  readonly lapseEveryMs: number;
  /** How often work on batches that was left half done is looked for. */
  readonly workEveryMs: number;
  /** Who does the jobs: this process beside serving, this process alone without serving, or others (`central work`). */
  readonly jobs: 'serve' | 'work' | 'none';
  /** How long a process may not say that it is alive before another takes its jobs over. */
  readonly jobLeaseMs: number;
  /** Where a process that does jobs alone says that it is alive, on loopback. */
  readonly workPort: number;
  readonly agency: { readonly zh: string; readonly en: string };
  /** Administrative code of the area (GB/T 2260), which also diversifies card keys. */
  readonly areaCode: string;
};

const yesOrNo = (name: string, text: string): boolean => {
  if (text !== '0' && text !== '1') throw new Error(`${name} must be 0 or 1, not "${text}"`);
  return text === '1';
};

const list = (text = ''): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** IPv4 or IPv6 addresses, or networks of them as `10.0.0.0/8`. */
const networks = (name: string, text: string | undefined): readonly string[] =>
  list(text).map((one) => {
    const [address = '', bits, more] = one.split('/');
    const version = isIP(address);
    const most = version === 4 ? 32 : 128;
    if (
      version === 0 ||
      more !== undefined ||
      (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))
    )
      throw new Error(`${name} must list addresses or networks such as 10.1.2.3 or 10.0.0.0/8, not "${one}"`);
    return one;
  });

const passwordShortest = (text: string): number => {
  const shortest = readWhole('PASSWORD_MIN_LENGTH', text);
  if (shortest < 8 || shortest > 64) throw new Error(`PASSWORD_MIN_LENGTH must be 8 to 64, not "${text}"`);
  return shortest;
};

/** An address that is called just as it is: the path and query of a program of somebody else's. */
const calledAddress = (name: string, text: string | undefined): string | null => {
  if (text === undefined) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:\/\//i.test(text) || url.username !== '')
    throw new Error(
      `${name} must be an http or https address without a user, not "${withoutPassword(text)}"`,
    );
  return url.href;
};

/** Where this machine itself reaches what listens so; of every interface that is loopback. */
const ownAddress = (host: string, port: number): string => {
  const reached = ['0.0.0.0', '::', ''].includes(host) ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
};

const fileText = (name: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (fault) {
    throw new Error(`${name} cannot be read: ${file}`, { cause: fault });
  }
};

const keyVault = (env: Settings): KeyVaultConfig => {
  const { KEY_VAULT: kind = 'file', PKCS11_MODULE, PKCS11_TOKEN, PKCS11_PIN, PKCS11_PIN_FILE } = env;
  if (kind === 'file') return { kind };
  if (kind !== 'pkcs11') throw new Error(`KEY_VAULT must be file or pkcs11, not "${kind}"`);
  const pin = PKCS11_PIN_FILE === undefined ? PKCS11_PIN : fileText('PKCS11_PIN_FILE', PKCS11_PIN_FILE);
  if (PKCS11_MODULE === undefined || PKCS11_TOKEN === undefined || pin === undefined)
    throw new Error('KEY_VAULT=pkcs11 needs PKCS11_MODULE, PKCS11_TOKEN, and PKCS11_PIN or PKCS11_PIN_FILE');
  return { kind, module: PKCS11_MODULE, token: PKCS11_TOKEN, pin };
};

const jobsSetting = (text: string): CentralConfig['jobs'] => {
  if (text !== 'serve' && text !== 'work' && text !== 'none')
    throw new Error(`JOBS must be serve, work or none, not "${text}"`);
  return text;
};

/** What an address may carry that the driver heeds; what it does not would be left out in silence, `sslmod=require` as well. */
const databaseParameters: ReadonlySet<string> = new Set([
  'host',
  'port',
  'user',
  'password',
  'ssl',
  'sslmode',
  'sslcert',
  'sslkey',
  'sslrootcert',
  'sslnegotiation',
  'uselibpqcompat',
  'application_name',
  'fallback_application_name',
  'options',
  'client_encoding',
]);

const demandKnownParameters = (name: string, url: URL): void => {
  for (const parameter of url.searchParams.keys()) {
    if (parameter === 'schema' || parameter === 'currentSchema')
      throw new Error(`${name} must not name a schema (${parameter}=): AREA_SCHEMA does`);
    if (!databaseParameters.has(parameter))
      throw new Error(
        `${name} has ${parameter}=, which is not heeded; it may have ${[...databaseParameters].join(', ')}`,
      );
  }
  if (/#/.test(url.href))
    throw new Error(
      `${name} must have no #: in a password it is written as %23, a comment on a line of its own`,
    );
  if (/.\//.test(url.pathname))
    throw new Error(`${name} must end with the name of a database alone, such as …/sscard`);
  if (url.pathname.length < 2) throw new Error(`${name} must name a database, such as …/sscard, at its end`);
};

/** A PostgreSQL's address, from the variable itself or from the file that `<name>_FILE` names, as systemd's credentials are given. */
const databaseAddress = (env: Settings, name: string): string => {
  const file = env[`${name}_FILE`];
  const url = file === undefined ? env[name] : fileText(`${name}_FILE`, file);
  // As psql writes it for a Unix socket, `postgres://owner:secret@/sscard?host=/run/postgresql`: no host at its usual place.
  const whole = url?.replace(/^(postgres(?:ql)?:\/\/[^/?#@]*@|postgres(?:ql)?:\/\/)(?=[/?])/, '$1localhost');
  if (whole === undefined || !/^postgres(ql)?:\/\//.test(whole) || !URL.canParse(whole))
    throw new Error(
      `${name} or ${name}_FILE must name the PostgreSQL to use, such as postgres://user:password@127.0.0.1:5432/sscard`,
    );
  demandKnownParameters(name, new URL(whole));
  return whole;
};

const readArea = (env: Settings): { readonly areaCode: string; readonly schema: string } => {
  const areaCode = env.AREA_CODE ?? '632802';
  if (!/^\d{6}$/.test(areaCode)) throw new Error(`AREA_CODE must be six digits, not "${areaCode}"`);
  return { areaCode, schema: schemaName(env.AREA_SCHEMA ?? `area_${areaCode}`) };
};

/** Central's own folder. */
export const centralFolder = (env: Settings): string =>
  join(resolve(tidySettings(env)['SSCARD_DATA'] ?? 'data'), 'central');

export type MigrationConfig = {
  /** The owner's login, which no other program is given. */
  readonly ownerUrl: string;
  readonly schema: string;
  /** What is made is marked as a demonstration's. */
  readonly demonstration: boolean;
};

/** What a migration needs. */
export const readOwner = (given: Settings): MigrationConfig => {
  const env = tidySettings(given);
  return {
    ownerUrl: databaseAddress(env, 'DATABASE_OWNER_URL'),
    schema: readArea(env).schema,
    demonstration: yesOrNo('DEMONSTRATION', env.DEMONSTRATION ?? '0'),
  };
};

/** Reads the settings; throws an Error with one clear line. */
export const readConfig = (given: Settings): CentralConfig => {
  const env = tidySettings(given);
  const databaseUrl = databaseAddress(env, 'DATABASE_URL');
  const { areaCode, schema } = readArea(env);
  const host = env.CENTRAL_HOST ?? '127.0.0.1';
  const port = readPort('CENTRAL_PORT', env.CENTRAL_PORT ?? '7300');
  return {
    host,
    port,
    databaseUrl,
    schema,
    poolSize: readWhole('DATABASE_POOL_SIZE', env.DATABASE_POOL_SIZE ?? '10', 1),
    counterPoolSize: readWhole('DATABASE_COUNTER_POOL_SIZE', env.DATABASE_COUNTER_POOL_SIZE ?? '6', 1),
    reportsPoolSize: readWhole('DATABASE_REPORTS_POOL_SIZE', env.DATABASE_REPORTS_POOL_SIZE ?? '2', 1),
    folder: centralFolder(env),
    keyVault: keyVault(env),
    vaultPassphrase: readPassphraseSource(env),
    hosts: list(env.CENTRAL_HOSTS),
    trustedProxies: networks('TRUSTED_PROXIES', env.TRUSTED_PROXIES),
    passwordShortest: passwordShortest(env.PASSWORD_MIN_LENGTH ?? '12'),
    staffUnusedDays: readWhole('STAFF_UNUSED_DAYS', env.STAFF_UNUSED_DAYS ?? '90'),
    apiDocs: yesOrNo('API_DOCS', env.API_DOCS ?? '0'),
    keyVaultTimeoutMs: readWhole('PKCS11_TIMEOUT_MS', env.PKCS11_TIMEOUT_MS ?? '5000', 1),
    publicUrl: readWebAddress('PUBLIC_URL', env.PUBLIC_URL ?? ownAddress(host, port)),
    receiptOpenMs: readWhole('RECEIPT_OPEN_MS', env.RECEIPT_OPEN_MS ?? '900000'),
    bankUrl: readWebAddress('BANK_URL', env.BANK_URL ?? 'http://127.0.0.1:7320'),
    bankTimeoutMs: readWhole('BANK_TIMEOUT_MS', env.BANK_TIMEOUT_MS ?? '12000', 1),
    resolveEveryMs: readWhole('RESOLVE_EVERY_MS', env.RESOLVE_EVERY_MS ?? '1000', 1),
    notifyUrl: calledAddress('NOTIFY_URL', env.NOTIFY_URL),
    notifyEveryMs: readWhole('NOTIFY_EVERY_MS', env.NOTIFY_EVERY_MS ?? '1000', 1),
    notifyTimeoutMs: readWhole('NOTIFY_TIMEOUT_MS', env.NOTIFY_TIMEOUT_MS ?? '5000', 1),
    lapseEveryMs: readWhole('LAPSE_EVERY_MS', env.LAPSE_EVERY_MS ?? '60000', 1),
    workEveryMs: readWhole('WORK_EVERY_MS', env.WORK_EVERY_MS ?? '5000', 1),
    jobs: jobsSetting(env.JOBS ?? 'serve'),
    jobLeaseMs: readWhole('JOB_LEASE_MS', env.JOB_LEASE_MS ?? '15000', 1),
    workPort: readPort('WORK_PORT', env.WORK_PORT ?? '7302'),
    agency: {
      zh: env.AGENCY_ZH ?? '德令哈市社会保险服务局',
      en: env.AGENCY_EN ?? 'Delingha Social Insurance Service Bureau',
    },
    areaCode,
  };
};
