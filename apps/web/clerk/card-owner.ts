/** Says which card insertion the page's memory belongs to: when it changes, all that was picked and sent is wiped. */
import type { DeskState } from '#libs/contract/desk.js';
import { ref, type Ref, type ShallowRef, watch } from 'vue';

/**
 * A card that leaves takes its memory along at once. Only an expired sign-in keeps it: then the agent lets the card go
 * too, and reads the same insertion again once the clerk is back.
 */
export const useCardOwner = (
  state: ShallowRef<DeskState | null>,
): { readonly owner: Ref<string | null>; readonly disown: () => void } => {
  const owner = ref<string | null>(null);
  watch(
    state,
    (now, before) => {
      const insertion = now?.card?.insertionId ?? null;
      if (insertion !== null) owner.value = insertion;
      else if (before?.card && now?.staff) owner.value = null;
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
