/** Promises about settings: what editors put around a value is no part of it, and what is wrong is said in one line. */
import { describe, expect, it } from '@jest/globals';
import { readPort, readWebAddress, readWhole, tidySettings, withoutProxyForLoopback } from './settings.js';

describe('a setting', () => {
  it.each([
    ['http://a.example', 'http://a.example'],
    [' http://a.example\r', 'http://a.example'],
    ['\uFEFFhttp://a.example', 'http://a.example'],
    ['"http://a.example"', 'http://a.example'],
    [`' http://a.example '\r\n`, 'http://a.example'],
    ['　http://a.example　', 'http://a.example'],
    ["/data/it's", "/data/it's"],
    ['"', '"'],
    ['', undefined],
    ['  ', undefined],
    ['""', undefined],
  ])('of %j is %j', (given, meant) => {
    expect(tidySettings({ NAME: given })['NAME']).toBe(meant);
  });

  it('that is a secret stays as it is written, and one that may be empty stays empty', () => {
    const given = { VAULT_PASSPHRASE: ' "a" ', PKCS11_PIN: "'1'", CLERK_URL: '' };
    expect(tidySettings(given, ['CLERK_URL'])).toEqual(given);
  });
});

describe('an address', () => {
  it.each([
    ['https://card.example', 'https://card.example'],
    ['https://card.example/', 'https://card.example'],
    ['https://card.example//', 'https://card.example'],
    ['HTTPS://Card.Example:443/', 'https://card.example'],
    ['https://card.example/centre/', 'https://card.example/centre'],
    ['http://[::1]:7300/', 'http://[::1]:7300'],
    ['https://社保.example', 'https://xn--ruqr22h.example'],
  ])('of %s is %s', (text, address) => {
    expect(readWebAddress('BANK_URL', text)).toBe(address);
  });

  it.each([
    ['card.example', 'BANK_URL is no http or https address, such as https://card.example: card.example'],
    ['localhost:7300', 'BANK_URL is no http or https address'],
    ['//card.example', 'BANK_URL is no http or https address'],
    ['https:card.example', 'BANK_URL is no http or https address'],
    ['https：//card.example', 'BANK_URL is no http or https address'],
    ['ftp://card.example', 'BANK_URL is no http or https address'],
    ['http://card example', 'BANK_URL is no http or https address'],
    ['https://card.example,https://b.example', 'BANK_URL is no http or https address'],
    ['https://card.example;', 'BANK_URL is no http or https address'],
    ['http://card.example:70000', 'BANK_URL is no http or https address'],
    ['https://card.example/?', 'BANK_URL must end with its host or path'],
    ['https://card.example/?a=1', 'BANK_URL must end with its host or path'],
    ['https://card.example/#a', 'BANK_URL must end with its host or path'],
  ])('%s is refused', (text, line) => {
    expect(() => readWebAddress('BANK_URL', text)).toThrow(line);
  });

  it.each([
    [
      'https://bank:secret@card.example',
      'BANK_URL must have no user and no password in it: https://…@card.example',
    ],
    [
      'bank:sec@ret@card.example',
      'BANK_URL is no http or https address, such as https://card.example: …@card.example',
    ],
    [
      'ftp://bank:secret@card.example/a',
      'BANK_URL is no http or https address, such as https://card.example: ftp://…@card.example/a',
    ],
  ])('%s is refused without its password being repeated', (text, line) => {
    expect(() => readWebAddress('BANK_URL', text)).toThrow(new RangeError(line));
  });
});

describe('a number', () => {
  it('is in digits alone', () => {
    expect(readPort('PORT', '7300')).toBe(7300);
    expect(readPort('PORT', '0')).toBe(0);
    expect(readWhole('WAIT_MS', '5000')).toBe(5000);
    expect(readWhole('DAYS', '0')).toBe(0);
  });

  it.each(['', '0x10', '1e3', '70000', '-1', '7300.0', '7３00'])('of %j is no port', (text) => {
    expect(() => readPort('PORT', text)).toThrow(new RangeError(`PORT is not a port: ${text}`));
  });

  it.each(['', '5s', '0x10', '1e3', '-1', '0.5', '9999999999'])('of %j is no time', (text) => {
    expect(() => readWhole('WAIT_MS', text)).toThrow(
      new RangeError(`WAIT_MS must be a whole number of milliseconds, at most 2147483647, not "${text}"`),
    );
  });

  it('is refused where it is too small', () => {
    expect(() => readPort('PORT', '0', 1)).toThrow('PORT is not a port: 0');
    expect(() => readWhole('SIZE', '0', 1)).toThrow('SIZE must be 1 or more');
  });
});

describe('a proxy of the environment', () => {
  it.each([
    [{}, 'localhost,127.0.0.1,::1,[::1]'],
    [{ NO_PROXY: '.example, 127.0.0.1' }, '.example,127.0.0.1,localhost,::1,[::1]'],
    [{ NO_PROXY: 'a.example', no_proxy: 'b.example' }, 'b.example,localhost,127.0.0.1,::1,[::1]'],
    [{ no_proxy: '*' }, '*'],
  ])('beside %j is never used for this machine', (given, all) => {
    expect(withoutProxyForLoopback(given)).toEqual({ NO_PROXY: all, no_proxy: all });
  });
});
