/** Reads something from the centre and keeps it fresh: at once when something else is asked, then as often as it moves. */
import {
  consoleAddress,
  type ConsoleAct,
  type ConsoleAnswer,
  type ConsoleRequest,
} from '#libs/contract/console.js';
import type { Problem } from '#libs/contract/problems.js';
import { onScopeDispose, ref, shallowRef, watch } from 'vue';

import { askCentre } from './centre.js';
import { useConsole } from './console.js';

/**
 * Follows what an act of the console answers to what `asked` says now. `everyMs` says from what was read how long to wait before it is read again. What is shown stays while it is read anew
 * and when nobody answers; it goes when something else is asked for.
 */
export const useReading = <A extends ConsoleAct>(
  act: A,
  asked: () => ConsoleRequest<A>,
  everyMs: (read: ConsoleAnswer<A> | null) => number,
) => {
  const { heed } = useConsole();
  const value = shallowRef<ConsoleAnswer<A> | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const unanswered = ref(false);
  let timer: number | undefined;
  let round = 0;

  const read = async (): Promise<void> => {
    window.clearTimeout(timer);
    round += 1;
    const mine = round;
    const answer = heed(await askCentre(act, asked()));
    // Something else was asked for meanwhile.
    if (mine !== round) return;
    unanswered.value = answer.outcome === 'unanswered';
    problem.value = answer.outcome === 'refused' ? answer.problem : null;
    if (answer.outcome === 'done') value.value = answer.value;
    timer = window.setTimeout(() => void read(), everyMs(value.value));
  };
  watch(
    () => consoleAddress(act, asked()),
    () => {
      value.value = null;
      problem.value = null;
      void read();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    round += 1;
    window.clearTimeout(timer);
  });
  return {
    value,
    problem,
    unanswered,
    read,
    /** Shows what a decision was answered with, until it is read again. */
    show: (fresh: ConsoleAnswer<A>): void => {
      round += 1;
      value.value = fresh;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void read(), everyMs(fresh));
    },
  };
};

/** How often a view is read again while nothing moves, and while work runs. */
export const atRestMs = 15_000;
export const atWorkMs = 1_000;
/** Where each reading is on record, and something else says when it is worth another. */
export const rarelyMs = 300_000;
