/** How the holder stands, asked for once they are painted; asked again when what can be collected has changed, wiped with the card. */
import type { CardOnDesk, Standing, StandingRequest } from '#libs/contract/desk.js';
import { onBeforeUnmount, ref, shallowRef, watch } from 'vue';

import { type Answer, post } from '../../shared/request.js';

/** Runs once the browser has painted what is there now. */
const afterPaint = (work: () => void): void => {
  requestAnimationFrame(() => setTimeout(work));
};

/** `card` gives the card whose holder is shown; `heed` notes an expired sign-in. */
export const useStanding = (card: () => CardOnDesk, heed: <T>(answer: Answer<T>) => Answer<T>) => {
  const standing = shallowRef<Standing | null>(null);
  const failed = ref(false);
  let round = 0;

  const ask = async (mine: number): Promise<void> => {
    // Another person meanwhile, or nobody.
    if (mine !== round) return;
    const body: StandingRequest = { insertionId: card().insertionId };
    const answer = heed(await post<Standing>('/desk/holder/standing', body));
    if (mine !== round) return;
    failed.value = answer.outcome !== 'done';
    if (answer.outcome === 'done') standing.value = answer.value;
  };
  const askAgain = (): void => {
    round += 1;
    const mine = round;
    failed.value = false;
    afterPaint(() => void ask(mine));
  };

  watch(
    () => card().insertionId,
    () => {
      standing.value = null;
      askAgain();
    },
    { immediate: true },
  );
  watch(
    () =>
      card()
        .entitlements.map(({ id, state }) => id + state)
        .join(),
    askAgain,
  );
  onBeforeUnmount(() => {
    round += 1;
  });
  return { standing, failed, askAgain };
};
