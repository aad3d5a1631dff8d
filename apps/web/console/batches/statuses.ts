/** The stages of the batches in sight: each read once, those at work again and again. */
import { onScopeDispose, shallowReactive, watch } from 'vue';

import type { Batch, BatchStatus } from '../api.js';
import { askCentre } from '../centre.js';
import { useConsole } from '../console.js';
import { atRestMs, atWorkMs } from '../reading.js';
import { isAtWork } from './stages.js';

/** One after another, so that a long list does not fall upon the centre at once. */
export const useStatuses = (shown: () => readonly Batch[]): ReadonlyMap<string, BatchStatus> => {
  const { heed } = useConsole();
  const statuses = shallowReactive(new Map<string, BatchStatus>());
  let round = 0;
  let timer: number | undefined;

  const readAll = async (wanted: readonly string[]): Promise<void> => {
    window.clearTimeout(timer);
    round += 1;
    const mine = round;
    for (const number of wanted) {
      const answer = heed(await askCentre('card-batches.read', { path: { number } }));
      if (mine !== round) return;
      if (answer.outcome === 'done') statuses.set(number, answer.value);
    }
    const numbers = shown().map(({ number }) => number);
    const atWork = numbers.filter((number) => isAtWork(statuses.get(number) ?? null));
    timer =
      atWork.length > 0
        ? window.setTimeout(() => void readAll(atWork), atWorkMs)
        : window.setTimeout(() => void readAll(numbers), atRestMs);
  };
  watch(
    () =>
      shown()
        .map(({ number, state }) => `${number} ${state}`)
        .join(),
    () => void readAll(shown().map(({ number }) => number)),
    { immediate: true },
  );
  onScopeDispose(() => {
    round += 1;
    window.clearTimeout(timer);
  });
  return statuses;
};
