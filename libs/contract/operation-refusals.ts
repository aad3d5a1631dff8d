/** What an operation of central's API may be refused with: the reasons of its act, and those of whatever stands before it. */
import { authority, type Act, type Permission } from './authority.js';
import type { ProblemCode } from './problems.js';
import { refusals, type Codes } from './refusals.js';

/** What stands before every act: the server, the reading of what was asked, and the database. */
const always: Codes = [
  'malformed-request',
  'headers-too-large',
  'request-too-slow',
  'foreign-origin',
  'busy',
  'database-unavailable',
  'internal-fault',
];

/** What the guard of the authority table refuses (apps/central/src/access/asking). */
const guarded = (permission: Permission): Codes => {
  if (permission === 'anyone') return [];
  if (permission === 'terminal') return ['terminal-token-invalid'];
  return ['terminal-token-invalid', 'sign-in-expired', 'not-permitted'];
};

/** How an operation takes what is asked of it. */
export type Asking = {
  /** It reads a body. */
  readonly takesBody: boolean;
  /** It carries an Idempotency-Key: what it did before is answered again. */
  readonly onlyOnce: boolean;
  /** So it does if the console asks for it, and its outcome may be lost. */
  readonly onceIfKeyed: boolean;
  /** One asker may ask it so often only. */
  readonly isCounted: boolean;
};

/** Every code with which an operation that performs an act may be refused, each once, sorted. */
export const refusalsOf = (
  act: Act,
  { takesBody, onlyOnce, onceIfKeyed, isCounted }: Asking,
): ProblemCode[] => [
  ...new Set<ProblemCode>(
    [
      ...always,
      ...guarded(authority[act]),
      ...(takesBody ? (['body-too-large'] as const) : []),
      ...(onlyOnce ? (['key-missing', 'key-reused', 'still-running'] as const) : []),
      ...(onceIfKeyed ? (['key-missing', 'key-reused', 'still-running', 'outcome-lost'] as const) : []),
      ...(isCounted ? (['too-many-requests'] as const) : []),
      ...refusals[act],
    ].toSorted(),
  ),
];
