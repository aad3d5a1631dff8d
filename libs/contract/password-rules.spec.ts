/** Promises which passwords nobody may choose. */
import { describe, expect, it } from '@jest/globals';
import { passwordFault } from './password-rules.js';

const member = { staffNumber: '0401', name: '李玉梅' };

describe('a password', () => {
  it.each([
    ['青藏高原的风吹过窗口', 8],
    ['correct horse battery staple', 12],
    ['kT7#vmQ2xw9L', 12],
    ['user interfaces of 2017', 12],
  ])('may be %j', (password, shortest) => {
    expect(passwordFault(password, member, shortest)).toBeNull();
  });

  it.each([
    ['delingha-2017', 'common'],
    ['Delingha-2018', 'common'],
    ['password1234', 'common'],
    ['P@ssw0rd2026', 'common'],
    ['qwertyuiop12', 'common'],
    ['administrator', 'common'],
    ['123456123456', 'common'],
    ['aaaaaaaaaaaa', 'too-uniform'],
    ['            ', 'too-uniform'],
    ['cdefghijklmn', 'too-uniform'],
    ['9876543210987', 'too-uniform'],
    ['short7#Q', 'too-short'],
    ['0401040104010401', 'holds-number-or-name'],
    ['李玉梅李玉梅李玉梅李玉梅', 'holds-number-or-name'],
    ['x'.repeat(300), 'too-long'],
  ])('may not be %j: %s', (password, fault) => {
    expect(passwordFault(password, member, 12)).toBe(fault);
  });
});
