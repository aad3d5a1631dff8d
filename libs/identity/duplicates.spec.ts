/** Promises of signs that two registrations are one person, at their boundaries. */
import { expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { duplicateSign } from './duplicates.js';

const one = { number: '632802199003080010', name: '马秀兰', birthDate: date('1990-03-08') };

it.each([
  ['the permit of before', { number: '810000199003080021' }, 'new-permit'],
  ['one digit beside it', { number: '63280219900308002X' }, 'near-number'],
  ['two neighbours swapped', { number: '632802199003080101' }, 'near-number'],
  [
    'a digit of the birth date, by another name',
    { number: '632802199103080015', name: '马秀南', birthDate: date('1991-03-08') },
    'near-number',
  ],
  ['name and day alone', { number: '632801199003084418' }, 'same-name'],
  [
    'the name of somebody born a day later',
    { number: '632801199003094418', birthDate: date('1990-03-09') },
    null,
  ],
  ['another name of the day', { number: '632801199003084418', name: '马秀' }, null],
])('%s', (_, other, sign) => {
  expect(duplicateSign(one, { ...one, ...other })).toBe(sign);
  expect(duplicateSign({ ...one, ...other }, one)).toBe(sign);
});
