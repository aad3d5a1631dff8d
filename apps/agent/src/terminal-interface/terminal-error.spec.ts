/** Promises of what callers of the terminal interface are told of each thing that stands in the way of the window itself. */
import { describe, expect, it } from '@jest/globals';
import type { ProblemCode } from '#libs/contract/problems.js';
import { refusal } from '../ground/refusal.js';
import { UnexpectedAnswer } from '../card/card-dialogue.js';
import { answerOfError } from './terminal-error.js';

const codeOf = (error: unknown): number | undefined => answerOfError(error)?.errorCode;

describe('a refusal of the window', () => {
  it.each<[ProblemCode, number]>([
    ['card-not-social-security', -1],
    ['card-removed', -2],
    ['card-not-read', -4],
    ['card-held', -4],
    ['reader-missing', -11],
    ['reader-service-stopped', -12],
    ['card-not-genuine', -21],
    ['card-swapped', -22],
    ['pin-missing', -33],
    ['card-sealed', -35],
    ['pin-blocked', -52],
    ['card-lost', -9001],
    ['card-session-ended', -9101],
    ['central-unreachable', -9102],
    ['card-expired', -9103],
    ['service-needs-second-person', -9104],
    ['service-waits-for-second-person', -9105],
  ])('%s is told as %i', (problem, code) => {
    expect(codeOf(refusal(problem))).toBe(code);
  });

  it('of a PIN says the tries that are left, and without any that it is blocked', () => {
    expect(answerOfError(refusal('pin-wrong', '2'))).toMatchObject({
      errorCode: -51,
      pOutInfo: 'PIN校验失败，剩余次数2次',
    });
    expect(codeOf(refusal('pin-wrong', '0'))).toBe(-52);
  });
});

describe('a status word of the card', () => {
  it('is its negative decimal value, and what the card says is done but is not counts as no answer', () => {
    expect(codeOf(new UnexpectedAnswer('READ', 0x6982))).toBe(-27010);
    expect(codeOf(new UnexpectedAnswer('VERIFY', 0x63c0))).toBe(-25536);
    expect(codeOf(new UnexpectedAnswer('READ', 0x9000))).toBe(-4);
  });
});

it('anything else is nobody’s to be told', () => {
  expect(answerOfError(new TypeError('a bug'))).toBeNull();
});
