/** Which schemes can move where, and what may be done with a move as it stands. */
import type { ConsoleAnswer } from '#libs/contract/console.js';

/** Whose months and money go to another place, or come from one. */
export const movable = ['110', '120', '170', '210', '310'] as const;
export type Movable = (typeof movable)[number];

/** Between which schemes here months and money move (decision 0050). */
export const between: Partial<Record<Movable, readonly Movable[]>> = {
  '110': ['170', '120'],
  '120': ['110'],
  '170': ['110'],
};

type Move = Pick<
  ConsoleAnswer<'insurance-transfers.list'>['transfers'][number],
  'direction' | 'state' | 'total'
>;

/** A move out that was decided and not undone: its certificate may be given out. */
export const hasPaper = ({ direction, state }: Move): boolean =>
  direction === 'out' && ['approved', 'bank-refused', 'done'].includes(state);

/** What came in with money and was not sent back: it may have come by mistake. */
export const maySendBack = ({ direction, state, total }: Move): boolean =>
  direction === 'in' && state === 'done' && total !== '0.00';
