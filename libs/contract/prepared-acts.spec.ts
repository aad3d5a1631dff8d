/** Promises of prepared acts: what is written is read again, and nothing else is. */
import { describe, expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { lastDayOf, readPrepared, writePrepared, type PreparedAct } from './prepared-acts.js';

const preparedOn = date('2026-11-28');
const none = { preparedOn, pay: [], collect: false, service: null } as const;

const acts: readonly (readonly [PreparedAct, string])[] = [
  [
    {
      ...none,
      pay: [
        { scheme: '390', tier: null },
        { scheme: '170', tier: '300.00' },
      ],
    },
    'on=2026-11-28&pay=390,170:300.00',
  ],
  [{ ...none, collect: true }, 'on=2026-11-28&collect=1'],
  [
    { preparedOn, pay: [{ scheme: '110', tier: null }], collect: true, service: 'renewal' },
    'on=2026-11-28&pay=110&collect=1&service=renewal',
  ],
];

describe('a prepared act', () => {
  it.each(acts)('%j is written as %s and read again', (act, fragment) => {
    expect(writePrepared(act)).toBe(fragment);
    expect(readPrepared(fragment)).toEqual(act);
  });

  it('is taken for fourteen days', () => {
    expect(lastDayOf({ ...none, collect: true })).toBe('2026-12-12');
  });

  it.each([
    '',
    'on=2026-11-28',
    'pay=390',
    'on=2026-11-31&pay=390',
    'on=2026-11-28&pay=',
    'on=2026-11-28&pay=999',
    'on=2026-11-28&pay=170:300',
    'on=2026-11-28&pay=170:-300.00',
    'on=2026-11-28&pay=170:300.00:1',
    'on=2026-11-28&pay=390,390',
    'on=2026-11-28&collect=yes',
    'on=2026-11-28&collect=1&service=cancellation',
  ])('is not read from %j', (fragment) => {
    expect(readPrepared(fragment)).toBeNull();
  });
});
