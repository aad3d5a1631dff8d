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
    [{ PUBLIC_URL: 'https://card.example/centre' }, 'https://card.example/centre'],
  ])('with %j is %s', (env, address) => {
    expect(given(env)).toBe(address);
  });

  it('is refused when it is none', () => {
    expect(() => given({ PUBLIC_URL: 'card.example' })).toThrow(
      'PUBLIC_URL must be an http or https address, not "card.example"',
    );
    expect(() => given({ PUBLIC_URL: 'https://card.example/?a=1' })).toThrow(
      'PUBLIC_URL must be an address alone',
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
