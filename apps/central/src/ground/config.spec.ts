/** Promises about central's settings: what stands on paper follows from where central is. */
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';
import { publicUrlConcern } from './public-url.js';

const given = (env: NodeJS.ProcessEnv): string =>
  readConfig({ DATABASE_URL: 'postgres://owner:secret@127.0.0.1:5432/sscard', ...env }).publicUrl;

describe('the address on receipts', () => {
  it.each([
    [{}, 'http://127.0.0.1:7300'],
    [{ CENTRAL_PORT: '8300' }, 'http://127.0.0.1:8300'],
    [{ CENTRAL_HOST: '10.1.2.3', CENTRAL_PORT: '80' }, 'http://10.1.2.3'],
    [{ CENTRAL_HOST: '0.0.0.0', CENTRAL_PORT: '8300' }, 'http://127.0.0.1:8300'],
    [{ CENTRAL_HOST: 'fd00::1' }, 'http://[fd00::1]:7300'],
    [{ PUBLIC_URL: 'https://card.example/', CENTRAL_PORT: '8300' }, 'https://card.example'],
    [{ PUBLIC_URL: 'https://card.example/centre/' }, 'https://card.example/centre'],
    [{ PUBLIC_URL: '"https://card.example"\r' }, 'https://card.example'],
    [{ PUBLIC_URL: '' }, 'http://127.0.0.1:7300'],
  ])('with %j is %s', (env, address) => {
    expect(given(env)).toBe(address);
  });

  it('is refused when it is none', () => {
    expect(() => given({ PUBLIC_URL: 'card.example' })).toThrow(
      'PUBLIC_URL is no http or https address, such as https://card.example: card.example',
    );
    expect(() => given({ PUBLIC_URL: 'https://card.example/?a=1' })).toThrow(
      'PUBLIC_URL must end with its host or path',
    );
  });

  it.each([
    ['http://127.0.0.1:7300', /指向本机/],
    ['http://localhost', /指向本机/],
    ['http://[::1]:7300', /指向本机/],
    ['http://card.example', /未加密/],
    ['https://card.example', /^$/],
  ])('%s is warned of where it has to be', (address, warning) => {
    expect(publicUrlConcern(address) ?? '').toMatch(warning);
  });
});

const databaseOf = (url: string): string => readConfig({ DATABASE_URL: url }).databaseUrl;

describe('the database', () => {
  it.each([
    ['postgres://u:p@db.example:5432/sscard', 'postgres://u:p@db.example:5432/sscard'],
    ['postgres://u:p@/sscard?host=/run/postgresql', 'postgres://u:p@localhost/sscard?host=/run/postgresql'],
    [
      'postgresql:///sscard?host=/run/postgresql&user=u',
      'postgresql://localhost/sscard?host=/run/postgresql&user=u',
    ],
    ['postgres://u:p@%2Frun%2Fpostgresql/sscard', 'postgres://u:p@%2Frun%2Fpostgresql/sscard'],
  ])('of %s is %s', (given, taken) => {
    expect(databaseOf(given)).toBe(taken);
  });

  it.each(['mysql://u:p@db.example/sscard', 'postgres://u:p@db.example:port/sscard'])(
    'is refused when it is %s',
    (given) => {
      expect(() => databaseOf(given)).toThrow('must name the PostgreSQL to use');
    },
  );
});

describe('what an address of the database carries', () => {
  it.each([
    ['schema=public', 'DATABASE_URL must not name a schema (schema=): AREA_SCHEMA does'],
    ['currentSchema=public', 'DATABASE_URL must not name a schema (currentSchema=)'],
    ['sslmod=verify-full', 'DATABASE_URL has sslmod=, which is not heeded; it may have host, port'],
    ['pgbouncer=true', 'DATABASE_URL has pgbouncer=, which is not heeded'],
    ['ssl=true # of 2026', 'DATABASE_URL must have no #'],
  ])('%s is refused where it would be left out in silence', (parameter, line) => {
    expect(() => databaseOf(`postgres://u:p@db.example/sscard?${parameter}`)).toThrow(line);
  });

  it('is refused without a database', () => {
    expect(() => databaseOf('postgres://u:p@db.example')).toThrow('must name a database');
    expect(() => databaseOf('postgres://u:p@db.example/')).toThrow('must name a database');
    for (const name of ['sscard/', 'a/b'])
      expect(() => databaseOf(`postgres://u:p@db.example/${name}`)).toThrow('the name of a database alone');
  });
});

const whenGiven = (env: NodeJS.ProcessEnv): unknown =>
  readConfig({ DATABASE_URL: 'postgres://u:p@db.example/sscard', ...env });

describe('the other settings', () => {
  it.each([
    [{ BANK_URL: 'bank.example' }, 'BANK_URL is no http or https address'],
    [{ BANK_URL: 'https://bank.example/?key=1' }, 'BANK_URL must end with its host or path'],
    [{ NOTIFY_URL: 'notify.example' }, 'NOTIFY_URL must be an http or https address'],
    [{ CENTRAL_PORT: '70000' }, 'CENTRAL_PORT is not a port: 70000'],
    [{ BANK_TIMEOUT_MS: '12s' }, 'BANK_TIMEOUT_MS must be a whole number of milliseconds'],
    [{ RESOLVE_EVERY_MS: '0' }, 'RESOLVE_EVERY_MS must be 1 or more'],
    [{ LAPSE_EVERY_MS: '99999999999' }, 'LAPSE_EVERY_MS must be a whole number of milliseconds'],
    [{ DATABASE_POOL_SIZE: '0' }, 'DATABASE_POOL_SIZE must be 1 or more'],
    [{ API_DOCS: 'true' }, 'API_DOCS must be 0 or 1, not "true"'],
  ])('%j are refused in one line', (env, line) => {
    expect(() => whenGiven(env)).toThrow(line);
  });

  it('keep a path in front of the bank', () => {
    expect(whenGiven({ BANK_URL: 'https://gateway.example/bank/' })).toMatchObject({
      bankUrl: 'https://gateway.example/bank',
    });
  });
});
