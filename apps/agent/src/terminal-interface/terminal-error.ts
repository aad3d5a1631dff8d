/** Why a function of the terminal interface failed: its code and words, from whatever stood in the way. */
import { formatStatusWord } from '#libs/cards/apdu.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import { terminalCodes, type TerminalAnswer, type TerminalFault } from '#libs/contract/terminal-interface.js';
import { Refusal } from '../ground/refusal.js';
import { UnexpectedAnswer } from '../card/card-dialogue.js';

export class TerminalError extends Error {
  constructor(
    readonly errorCode: number,
    /** Chinese: what callers show. */
    readonly words: string,
  ) {
    super(`${errorCode}: ${words}`);
    this.name = 'TerminalError';
  }
}

/** The error of a code; `detail` says which thing, never a PIN or whose card it is. */
export const fault = (name: TerminalFault, detail?: string): TerminalError => {
  const [code, { zh }] = terminalCodes[name];
  return new TerminalError(code, detail === undefined ? zh : `${zh}：${detail}`);
};

/** A status word as callers know it: its negative decimal value. */
const statusFault = (what: string, statusWord: number): TerminalError =>
  new TerminalError(-statusWord, `${what} ${formatStatusWord(statusWord)}`);

/** A wrong PIN, with the tries the card left. */
const pinFault = (triesLeft: number): TerminalError =>
  triesLeft === 0
    ? fault('pin-blocked')
    : new TerminalError(
        terminalCodes['pin-wrong'][0],
        `${terminalCodes['pin-wrong'][1].zh}，剩余次数${triesLeft}次`,
      );

/** Refusals of the window that callers have a code for. */
const faultOf: Partial<Record<ProblemCode, TerminalFault>> = {
  'no-card': 'no-card',
  'card-removed': 'no-card',
  'card-swapped': 'not-this-card',
  'card-not-read': 'no-answer',
  'card-held': 'no-answer',
  'card-not-social-security': 'wrong-card',
  'card-not-genuine': 'not-genuine',
  'card-lost': 'card-lost',
  'card-locked': 'card-locked',
  'card-cancelled': 'card-cancelled',
  'card-sealed': 'initial-pin',
  'card-session-ended': 'no-session',
  'sign-in-expired': 'no-session',
  'pin-missing': 'pin-length',
  'pin-weak': 'pin-weak',
  'pin-blocked': 'pin-blocked',
  'service-needs-second-person': 'second-person',
  'service-waits-for-second-person': 'second-person-waited-for',
  'reader-missing': 'reader-missing',
  'reader-service-stopped': 'not-connected',
  'central-unreachable': 'centre-unreachable',
  'database-unavailable': 'centre-unreachable',
  busy: 'centre-unreachable',
};

const done = 0x9000;

/** The code a refusal of the window is told as. */
export const errorOfRefusal = (refusal: Refusal): TerminalError => {
  const { problem } = refusal;
  // One that says `done`, and then not what was asked for, counts as one that did not answer.
  if (refusal instanceof UnexpectedAnswer && refusal.statusWord !== done)
    return statusFault(refusal.command, refusal.statusWord);
  if (problem.code === 'pin-wrong') return pinFault(Number(problem.detail ?? 0));
  const known = faultOf[problem.code];
  return known === undefined ? fault('centre-refused', problem.title.zh) : fault(known);
};

/** The answer to a function that failed; null for what nobody foresaw, which is to be logged and told as `fault`. */
export const answerOfError = (error: unknown): TerminalAnswer | null => {
  const known = error instanceof Refusal ? errorOfRefusal(error) : error;
  if (!(known instanceof TerminalError)) return null;
  return { success: false, errorCode: known.errorCode, pOutInfo: known.words };
};
