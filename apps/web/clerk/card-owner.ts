/** Says which card insertion the page's memory belongs to: when it changes, all that was picked and sent is wiped. */
import type { DeskState } from '#libs/contract/desk.js';
import { ref, type Ref, type ShallowRef, watch } from 'vue';

/**
 * The card in the reader, by the last word of the agent, whether or not it may be seen: a lost sign-in keeps what was picked as long as
 * that very card stays in. An agent that was started anew knows it as another one.
 */
export const useCardOwner = (
  state: ShallowRef<DeskState | null>,
): { readonly owner: Ref<string | null>; readonly disown: () => void } => {
  const owner = ref<string | null>(null);
  watch(
    state,
    (now) => {
      owner.value = now?.reader.insertionId ?? null;
    },
    { flush: 'sync' },
  );
  return {
    owner,
    disown: () => {
      owner.value = null;
    },
  };
};
