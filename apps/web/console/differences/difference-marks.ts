/** How the states of a difference run are marked, and which of them go on by themselves. */
import type { ConsoleAnswer } from '#libs/contract/console.js';

type DifferenceState = ConsoleAnswer<'differences.read'>['state'];

const marks = {
  planned: { tone: 'plain', sign: 'wait' },
  proposed: { tone: 'plain', sign: 'wait' },
  refused: { tone: 'bad', sign: 'bad' },
  approved: { tone: 'plain', sign: 'wait' },
  done: { tone: 'good', sign: 'good' },
} as const satisfies Record<DifferenceState, object>;

export const markOf = (state: DifferenceState): (typeof marks)[DifferenceState] => marks[state];

export const isUnderWay = ({ state }: { readonly state: DifferenceState }): boolean =>
  state === 'planned' || state === 'approved';
