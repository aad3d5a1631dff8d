/** How the state of an order is marked: in hand, answered, or not answered by its day. */
import type { Tone } from '../../shared/tone.js';

export type OrderState = 'in-hand' | 'answered' | 'late';

export const orderMark = ({
  answeredAt,
  late,
}: {
  readonly answeredAt: string | null;
  readonly late: boolean;
}): { readonly tone: Tone; readonly sign: 'good' | 'wait' | 'warn'; readonly state: OrderState } => {
  if (answeredAt !== null) return { tone: 'good', sign: 'good', state: 'answered' };
  return late
    ? { tone: 'warn', sign: 'warn', state: 'late' }
    : { tone: 'plain', sign: 'wait', state: 'in-hand' };
};
