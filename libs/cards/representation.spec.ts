/** Promises of representation: another person, named, of full age, and nobody else. */
import { describe, expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { unfitToAct } from './representation.js';

const rules = { today: date('2026-11-24'), majorityAge: 18 };
const holder = '11010519491231002X';

describe('somebody who acts for a holder', () => {
  it.each([
    ['of age', { number: '632802198501010015', name: '家长' }, null],
    ['eighteen today', { number: '632802200811240019', name: '家长' }, null],
    ['one day short of it', { number: '632802200811250014', name: '家长' }, 'under 18'],
    ['the holder, written with a small x', { number: '11010519491231002x', name: '本人' }, 'same person'],
    ['without a name', { number: '632802198501010015', name: '  ' }, 'name'],
    ['with a formula for a name', { number: '632802198501010015', name: '=1+1' }, 'name'],
    ['born in 1800', { number: '632802180001010013', name: '家长' }, 'birth-date'],
    ['with a number that is none', { number: '1', name: '家长' }, 'length'],
    ['with a slip in the number', { number: '632802198501010016', name: '家长' }, 'check-character'],
  ])('%s: %j is unfit for %j', (_, who, why) => {
    expect(unfitToAct(who, holder, rules)).toBe(why);
  });
});
