/** Freezes what is picked at the moment a confirmation opens, so that nothing changes under the clerk's hand. */
import { computed } from 'vue';

import { totalOf } from '../../shared/amounts.js';
import type { Draft } from '../acts/sending.js';
import type { Desk } from '../desk.js';
import type { Side } from '../picking/items.js';

export const freezeDraft = (desk: Desk, side: Side) => {
  const { basket, card } = desk;
  const items = basket.linesOf(side);
  const draft: Draft = {
    insertionId: card.value?.insertionId ?? '',
    channel: basket.channel.value,
    items,
    total: totalOf(items.map(({ amount }) => amount)),
  };
  const account = computed(() => card.value?.bankAccount ?? '');
  /** The picks have become an act: they leave the basket. */
  const handOver = (): void => {
    for (const item of draft.items) basket.putBack(item);
    desk.closeDialog();
  };
  return { draft, account, handOver };
};
