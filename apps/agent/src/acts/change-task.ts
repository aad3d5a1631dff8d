/** The change to give of cash that was counted for a sum. */
import type { HandTask } from '#libs/contract/desk.js';
import { formatYuan, subtract, yuan, zeroFen } from '#libs/money/fen.js';
import { refusal } from '../ground/refusal.js';

/** `received` null: just the sum. Throws Refusal `malformed-request` where the cash counted does not cover the sum. */
export const changeTask = (received: string | null, total: string): readonly HandTask[] => {
  if (received === null) return [];
  const change = subtract(yuan(received), yuan(total));
  if (change < zeroFen) throw refusal('malformed-request', 'received');
  return change === zeroFen ? [] : [{ kind: 'give-change', amount: formatYuan(change) }];
};
