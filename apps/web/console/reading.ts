/** Reads something from the centre and keeps it fresh: at once when its address changes, then as often as it moves. */
import type { Problem } from '#libs/contract/problems.js';
import { onScopeDispose, ref, shallowRef, watch } from 'vue';

import { get } from '../shared/request.js';
import { useConsole } from './console.js';

/**
 * `everyMs` says from what was read how long to wait before it is read again. What is shown stays while it is read anew
 * and when nobody answers; it goes when another address is asked for.
 */
export const useReading = <T>(address: () => string, everyMs: (read: T | null) => number) => {
  const { heed } = useConsole();
  const value = shallowRef<T | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const unanswered = ref(false);
  let timer: number | undefined;
  let asked = 0;

  const read = async (): Promise<void> => {
    window.clearTimeout(timer);
    asked += 1;
    const mine = asked;
    const answer = heed(await get<T>(address()));
    // Another address was asked for meanwhile.
    if (mine !== asked) return;
    unanswered.value = answer.outcome === 'unanswered';
    problem.value = answer.outcome === 'refused' ? answer.problem : null;
    if (answer.outcome === 'done') value.value = answer.value;
    timer = window.setTimeout(() => void read(), everyMs(value.value));
  };
  watch(
    address,
    () => {
      value.value = null;
      problem.value = null;
      void read();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    asked += 1;
    window.clearTimeout(timer);
  });
  return {
    value,
    problem,
    unanswered,
    read,
    /** Shows what a decision was answered with, until it is read again. */
    show: (fresh: T): void => {
      asked += 1;
      value.value = fresh;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void read(), everyMs(fresh));
    },
  };
};

/** How often a view is read again while nothing moves, and while work runs. */
export const atRestMs = 15_000;
export const atWorkMs = 1_000;
