/** What a screen about the visitor's cards is of: asked for once a visit to it, gone with it, and asked for again where nobody could say. */
import type { OwnCards } from '#libs/contract/self-service.js';
import { onMounted, shallowRef } from 'vue';

import { useKiosk } from './kiosk.js';

/** `cards` is null until they are told. */
export const useOwnCards = () => {
  const kiosk = useKiosk();
  const cards = shallowRef<OwnCards | null>(null);
  const read = async (): Promise<void> => {
    cards.value = await kiosk.cards();
  };
  onMounted(read);
  return { cards, read };
};
