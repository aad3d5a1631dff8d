/** What something would come to, shown before it is asked for: looked up when somebody wants to see it, and gone with what it was looked up for. */
import type { ConsoleAct, ConsoleAnswer, ConsoleRequest } from '#libs/contract/console.js';
import type { Problem } from '#libs/contract/problems.js';
import { ref, shallowRef, watch } from 'vue';

import { askCentre } from './centre.js';
import { useConsole } from './console.js';

/** `asked`: what `look` asks; once it says something else, nothing is shown any more. */
export const usePreview = <A extends ConsoleAct>(act: A, asked: () => ConsoleRequest<A>) => {
  const { heed } = useConsole();
  const found = shallowRef<ConsoleAnswer<A> | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const unanswered = ref(false);
  const looking = ref(false);
  let round = 0;

  watch(asked, () => {
    round += 1;
    found.value = null;
    problem.value = null;
    unanswered.value = false;
    looking.value = false;
  });
  const look = async (): Promise<void> => {
    if (looking.value) return;
    const mine = round;
    looking.value = true;
    const answer = heed(await askCentre(act, asked()));
    // Something else is asked by now.
    if (mine !== round) return;
    looking.value = false;
    found.value = answer.outcome === 'done' ? answer.value : null;
    problem.value = answer.outcome === 'refused' ? answer.problem : null;
    unanswered.value = answer.outcome === 'unanswered';
  };
  return { found, problem, unanswered, looking, look };
};
