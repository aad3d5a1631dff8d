/** Promises of reading the bank: only a known word with all that belongs to it, about this reference, is an outcome. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readBankAnswer, readBankStatus } from './bank-answer.js';

const reference = 'f3b1c1de-5b0f-4f5e-9d58-0c7a2b9a3a11';
const succeeded = {
  reference,
  outcome: 'succeeded',
  bankReference: 'B000000000001',
  bookedAt: '2026-11-24T02:00:00.000Z',
};
const refused = {
  reference,
  outcome: 'refused',
  reason: { code: 'balance-short', zh: '账户余额不足', en: 'The balance is insufficient' },
};

describe('an answer', () => {
  it('says that it was booked, or why not', () => {
    expect(readBankAnswer(reference, succeeded)).toEqual({
      outcome: 'succeeded',
      bankReference: 'B000000000001',
    });
    expect(readBankAnswer(reference, refused)).toEqual({
      outcome: 'refused',
      reason: '账户余额不足 / The balance is insufficient',
    });
  });

  it.each([
    ['another word', { ...refused, outcome: 'pending' }],
    ['another word beside what belongs to success', { ...succeeded, outcome: 'SUCCEEDED' }],
    ['a word for all instructions', { ...succeeded, outcome: ['succeeded'] }],
    ['another reference', { ...succeeded, reference: 'f3b1c1de-5b0f-4f5e-9d58-0c7a2b9a3a12' }],
    ['success that is a refusal too', { ...succeeded, reason: refused.reason }],
    ['a refusal that is a success too', { ...refused, bankReference: 'B000000000001' }],
    ['a time that is none', { ...succeeded, bookedAt: 'today' }],
    ['an unknown reason', { ...refused, reason: { ...refused.reason, code: 'in-hand' } }],
    ['a reason without words', { ...refused, reason: { code: 'declined' } }],
    ['an empty reference of the bank', { ...succeeded, bankReference: '' }],
    ['a list', [succeeded]],
    ['a text', 'succeeded'],
    ['nothing', undefined],
  ])('with %s is none', (_what, body) => {
    expect(readBankAnswer(reference, body)).toBeNull();
  });

  it.each([
    ['success', succeeded],
    ['refusal', refused],
  ])('of %s is none without any one of its members', (_what, whole) => {
    for (const member of Object.keys(whole))
      expect(
        readBankAnswer(
          reference,
          Object.fromEntries(Object.entries(whole).filter(([name]) => name !== member)),
        ),
      ).toBeNull();
  });

  it('is none whatever JSON comes, unless it has the word', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(readBankAnswer(reference, body)).toBeNull();
      }),
    );
  });
});

it.each([
  [400, 'rejected'],
  [409, 'rejected'],
  [413, 'rejected'],
  [422, 'rejected'],
  [401, 'unknown'],
  [403, 'unknown'],
  [404, 'unknown'],
  [408, 'unknown'],
  [429, 'unknown'],
  [301, 'unknown'],
  [500, 'unknown'],
  [503, 'unknown'],
])('takes status %i for %s', (status, outcome) => {
  expect(readBankStatus(status)).toEqual({ outcome, said: `HTTP ${status}` });
});
