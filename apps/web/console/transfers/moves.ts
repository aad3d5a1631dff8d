/** What may be done with a move as it stands. */
import type { ConsoleAnswer } from '#libs/contract/console.js';

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
