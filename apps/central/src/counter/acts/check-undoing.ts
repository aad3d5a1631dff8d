/** Whether an act may be undone, in which way, and through which channel; the first reason against it that applies. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Channel } from '../../records/operations/operation.js';
import type { UndoneAct } from './group-state.js';
import { type Refusal } from './refusal.js';

/** Cash of the day comes out of the till; whatever was paid through the bank or earlier goes to the account. */
export const channelOfUndoing = (
  kind: 'reversal' | 'refund',
  { channel, businessDate }: Pick<UndoneAct['operation'], 'channel' | 'businessDate'>,
  today: PlainDate,
): Channel => (kind === 'reversal' || (channel === 'cash' && businessDate === today) ? 'cash' : 'bank');

/** What stands in the way whoever approves it; null: nothing. */
export const refusalOfUndoing = (
  { operation, undoing, used, account }: Pick<UndoneAct, 'operation' | 'undoing' | 'used' | 'account'>,
  kind: 'reversal' | 'refund',
  clerk: string,
  today: PlainDate,
): Refusal | null => {
  const undoable = operation.kind === 'payment' || (operation.kind === 'collection' && kind === 'reversal');
  if (operation.state !== 'succeeded' || !undoable) return { code: 'act-not-undoable' };
  // What the tax authority collected is in the treasury: it gives back what was paid wrongly.
  if (operation.channel === 'tax') return { code: 'act-not-undoable' };
  if (undoing !== null) return { code: undoing === 'succeeded' ? 'act-undone' : 'act-being-undone' };
  if (kind === 'reversal') {
    if (operation.channel !== 'cash') return { code: 'act-not-undoable' };
    if (operation.businessDate !== today) return { code: 'reversal-too-late' };
    if (operation.staffNumber !== clerk) return { code: 'reversal-not-own' };
  }
  if (used) return { code: 'credit-used' };
  if (channelOfUndoing(kind, operation, today) === 'bank' && account === null)
    return { code: 'no-bank-account' };
  return null;
};
