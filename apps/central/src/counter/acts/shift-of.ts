/** The shift an act belongs to, and the cash of its clerk within a group. */
import { feeBooks } from '#libs/contract/schemes.js';
import { newId } from '#libs/kernel/ids.js';
import { add, negate, zeroFen, type Fen } from '#libs/money/fen.js';
import type { MoneyActKind } from '../../records/operations/operation.js';
import type { CardAct, TillAct, UndoAct } from './counter-act.js';
import type { GroupState } from './group-state.js';
import type { WriteSet } from './write-set.js';

/** The shift an act belongs to: the clerk's open one at the window, or the day's first, which begins with it; null: the holder's own act at a kiosk. */
export const shiftOf = (
  { atWindow, begun }: GroupState,
  writes: WriteSet,
  { key, staff, terminal }: CardAct | TillAct | UndoAct,
): string | null => {
  // A kiosk has no till to be counted: its acts are counted by terminal.
  if (staff === null) return null;
  const open = atWindow.get(key)?.shiftId ?? null;
  if (open !== null) return open;
  const place = `${staff.number}/${terminal.id}`;
  const before = begun.get(place);
  if (before !== undefined) return before;
  const id = newId();
  begun.set(place, id);
  writes.shifts.push({ id, staffNumber: staff.number, terminalId: terminal.id });
  return id;
};

/** What an act did to the cash in its clerk's hands. */
export const moveTill = (
  state: GroupState,
  act: CardAct | TillAct | UndoAct,
  total: Fen,
  undone: MoneyActKind | null = null,
): void => {
  const { key, kind, channel, staff } = act;
  // Card fees are counted apart from both.
  if (channel !== 'cash' || staff === null || ('scheme' in act && act.scheme === feeBooks)) return;
  const here = state.atWindow.get(key);
  const before = state.tills.get(staff.number) ?? {
    received: here?.received ?? zeroFen,
    imprest: here?.imprest ?? zeroFen,
  };
  // What undoes an act moves the same part the other way.
  const moved = undone ?? kind;
  const part = moved === 'payment' || moved === 'till-deposit' ? 'received' : 'imprest';
  const brings = moved === 'payment' || moved === 'till-draw';
  const signed = brings === (undone === null) ? total : negate(total);
  state.tills.set(staff.number, { ...before, [part]: add(before[part], signed) });
};
