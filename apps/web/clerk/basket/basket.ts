/** What the clerk has picked for the card on the desk. */
import type { CardOnDesk, Yuan } from '#libs/contract/desk.js';
import { computed, reactive, ref, type Ref, watch } from 'vue';

import { totalOf } from '../../shared/amounts.js';
import { isPriced, type Item, itemsOf, type PricedItem, type Side } from '../picking/items.js';

export type Channel = 'bank' | 'cash';

const otherSide = (side: Side): Side => (side === 'pay' ? 'collect' : 'pay');

/**
 * The basket of the card on the desk.
 *
 * Paying and collecting are two acts, and the page never sets one off against the other: a net figure would be said
 * aloud, but no receipt would carry it. Both kinds can be picked in one go; the basket shows one side at a time, the one
 * picked first, and names the other as the next step, to which it turns by itself when the first has been handed over.
 *
 * `owner` is the insertion that what was picked belongs to; `underWay` are the keys of items in acts that are not refused.
 */
export const useBasket = (
  card: Ref<CardOnDesk | null>,
  owner: Ref<string | null>,
  underWay: Ref<ReadonlySet<string>>,
) => {
  const picked = reactive(new Set<string>());
  const tiers = reactive(new Map<string, Yuan>());
  const wantedSide = ref<Side>('pay');
  const wantedChannel = ref<Channel>('bank');

  const items = computed(() => itemsOf(card.value, tiers, underWay.value));
  const lines = computed(() =>
    items.value.filter(isPriced).filter((item) => picked.has(item.key) && !item.inPayment),
  );
  const linesOf = (side: Side): readonly PricedItem[] => lines.value.filter((line) => line.side === side);
  const totalOfSide = (side: Side): Yuan => totalOf(linesOf(side).map((line) => line.amount));

  const side = computed<Side>(() => {
    const wanted = wantedSide.value;
    return linesOf(wanted).length === 0 && linesOf(otherSide(wanted)).length > 0 ? otherSide(wanted) : wanted;
  });
  const nextSide = computed<Side | null>(() => {
    const other = otherSide(side.value);
    return linesOf(other).length > 0 ? other : null;
  });

  /** Whether the bank account serves for the side that is being done. */
  const hasBank = computed(() =>
    side.value === 'pay' ? card.value?.bankAccountPays === true : card.value?.bankAccount != null,
  );
  const channel = computed<Channel>({
    get: () => (hasBank.value ? wantedChannel.value : 'cash'),
    set: (wanted) => {
      wantedChannel.value = wanted;
    },
  });

  const pick = (item: Item): void => {
    if (item.inPayment) return;
    // The side that is being done stays, also where it was only turned to because the other had run empty.
    wantedSide.value = lines.value.length === 0 ? item.side : side.value;
    picked.add(item.key);
  };
  const putBack = (item: Item): void => {
    wantedSide.value = side.value;
    picked.delete(item.key);
  };
  const putAllBack = (of: Side): void => {
    for (const line of linesOf(of)) picked.delete(line.key);
  };
  const wipe = (): void => {
    picked.clear();
    tiers.clear();
    wantedSide.value = 'pay';
    wantedChannel.value = 'bank';
  };

  // At once, and not with the next frame: another card must never meet the picks of the one before.
  watch(owner, wipe, { flush: 'sync' });
  // Picks of what is no longer open are forgotten, so that they cannot come back by surprise.
  watch(items, (now) => {
    if (card.value?.stage !== 'open') return;
    const pickable = new Set(now.filter((item) => !item.inPayment).map((item) => item.key));
    for (const key of picked) if (!pickable.has(key)) picked.delete(key);
  });

  return {
    items,
    picked: picked as ReadonlySet<string>,
    side,
    nextSide,
    channel,
    hasBank,
    linesOf,
    totalOfSide,
    pick,
    putBack,
    putAllBack,
    toggle: (item: Item): void => (picked.has(item.key) ? putBack(item) : pick(item)),
    /** The tier of a due, or how much is given back of a benefit. */
    chooseAmount: (item: Item, amount: Yuan): void => {
      tiers.set(item.key, amount);
      pick(item);
    },
    /** Turns the basket to the other side first. */
    turnTo: (to: Side): void => {
      wantedSide.value = to;
    },
    /** Picks again what a refused act carried, as far as it is still open. */
    pickAgain: (keys: readonly string[]): void => {
      for (const item of items.value) if (keys.includes(item.key) && isPriced(item)) pick(item);
    },
  };
};
