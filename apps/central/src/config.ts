/** Central's settings, read once from the environment and checked; what is missing or wrong is said in one line. */
import { join, resolve } from 'node:path';
import { schemaName } from './database/area.js';

/** Injection token of the settings. */
export const CONFIG = Symbol('config');

export type CentralConfig = {
  readonly host: string;
  readonly port: number;
  /** The owner's PostgreSQL URL: migrates, and makes the service role. */
  readonly databaseUrl: string;
  /** The pooling area's schema. */
  readonly schema: string;
  readonly poolSize: number;
  /** Central's own folder: secrets and the key vault. */
  readonly folder: string;
  /** Names central is reached by beside loopback and PUBLIC_URL, such as `central.example:443`; others are refused. */
  readonly hosts: readonly string[];
  /** Where holders of a receipt reach central to verify it. */
  readonly publicUrl: string;
  readonly bankUrl: string;
  readonly bankTimeoutMs: number;
  /** How often unknown bank outcomes are asked for. */
  readonly resolveEveryMs: number;
  readonly agency: { readonly zh: string; readonly en: string };
  /** Administrative code of the area (GB/T 2260), which also diversifies card keys. */
  readonly areaCode: string;
};

const number = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} must be a whole number, not "${text}"`);
  return value;
};

/** Reads the settings; throws an Error with one clear line. */
export const readConfig = (env: NodeJS.ProcessEnv): CentralConfig => {
  const { DATABASE_URL: databaseUrl } = env;
  if (databaseUrl === undefined || !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new Error(
      'DATABASE_URL must name the PostgreSQL to use, such as postgres://user:password@127.0.0.1:5432/sscard',
    );
  }
  const areaCode = env.AREA_CODE ?? '632802';
  if (!/^\d{6}$/.test(areaCode)) throw new Error(`AREA_CODE must be six digits, not "${areaCode}"`);
  return {
    host: env.CENTRAL_HOST ?? '127.0.0.1',
    port: number('CENTRAL_PORT', env.CENTRAL_PORT ?? '7300'),
    databaseUrl,
    schema: schemaName(env.AREA_SCHEMA ?? `area_${areaCode}`),
    poolSize: number('DATABASE_POOL_SIZE', env.DATABASE_POOL_SIZE ?? '10'),
    folder: join(resolve(env.SSCARD_DATA ?? 'data'), 'central'),
    hosts: (env.CENTRAL_HOSTS ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    publicUrl: env.PUBLIC_URL ?? 'http://127.0.0.1:7300',
    bankUrl: env.BANK_URL ?? 'http://127.0.0.1:7320',
    bankTimeoutMs: number('BANK_TIMEOUT_MS', env.BANK_TIMEOUT_MS ?? '12000'),
    resolveEveryMs: number('RESOLVE_EVERY_MS', env.RESOLVE_EVERY_MS ?? '1000'),
    agency: {
      zh: env.AGENCY_ZH ?? '德令哈市社会保险服务局',
      en: env.AGENCY_EN ?? 'Delingha Social Insurance Service Bureau',
    },
    areaCode,
  };
};
