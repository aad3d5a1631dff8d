/** How much waits for whoever is signed in, and how much of theirs for others: asked again and again, so without saying what. */
import type { ConsoleAnswer } from '#libs/contract/console.js';
import { onScopeDispose, shallowRef, watch } from 'vue';

import type { Answer } from '../shared/request.js';
import { askCentre } from './centre.js';

type Count = ConsoleAnswer<'approvals.count'>;

const everyMs = 15_000;

/** Counts as long as somebody is signed in; null until it is known. `heed` is told every answer. */
export const useWaitingCount = (
  staffNumber: () => string | null,
  heed: (answer: Answer<Count>) => Answer<Count>,
) => {
  const count = shallowRef<Count | null>(null);
  let timer: number | undefined;
  let round = 0;
  const read = async (): Promise<void> => {
    window.clearTimeout(timer);
    round += 1;
    const mine = round;
    if (staffNumber() === null) {
      count.value = null;
      return;
    }
    const answer = heed(await askCentre('approvals.count', {}));
    if (mine !== round) return;
    if (answer.outcome === 'done') count.value = answer.value;
    timer = window.setTimeout(() => void read(), everyMs);
  };
  watch(
    staffNumber,
    () => {
      count.value = null;
      void read();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    round += 1;
    window.clearTimeout(timer);
  });
  return { count, read };
};
