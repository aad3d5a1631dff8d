/** What may be done with a move as it stands. */
import type { ConsoleAnswer } from '#libs/contract/console.js';

type Move = Pick<ConsoleAnswer<'insurance-transfers.list'>['transfers'][number], 'direction' | 'state'>;

/** A move out that was decided and not undone: its certificate may be given out. */
export const hasPaper = ({ direction, state }: Move): boolean =>
  direction === 'out' && ['approved', 'bank-refused', 'done'].includes(state);
