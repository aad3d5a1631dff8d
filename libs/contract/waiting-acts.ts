/** What an agent states to the centre of the acts that wait at its window, and how often, so that a supervisor sees them elsewhere. */

export const waitingActKinds = [
  'payment',
  'collection',
  'till-draw',
  'till-deposit',
  'till-return',
  'shift-count',
  'shift-hand-over',
  'reversal',
  'refund',
  'card-service',
] as const;
export type WaitingActKind = (typeof waitingActKinds)[number];

export const waitingActStates = ['sending', 'running', 'unknown'] as const;
export type WaitingActState = (typeof waitingActStates)[number];

/** As many are stated one by one. */
export const mostWaitingActs = 200;

/** An act without an outcome for so long waits; one that a person has to look at does so at once. */
export const waitsAfterMs = 120_000;

/** A window states how it stands when that changes, and at least this often. */
export const statedEveryMs = 60_000;

/** A window that has stated nothing for so long is not heard. */
export const silentAfterMs = 5 * statedEveryMs;
