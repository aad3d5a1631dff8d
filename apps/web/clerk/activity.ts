/** Tells the agent that somebody is working here, so that a sign-in does not run out under the clerk's hands. */
import { onBeforeUnmount, onMounted } from 'vue';

import { post } from '../shared/request.js';
import type { Desk } from './desk.js';

const tellEveryMs = 60_000;

/** Listens to keys and pointer as long as the page stands; tells at most once a minute, and only while signed in. */
export const useActivity = (desk: Desk): void => {
  let toldAt = -Infinity;
  const note = async (): Promise<void> => {
    const now = performance.now();
    if (desk.staff.value === null || now - toldAt < tellEveryMs) return;
    toldAt = now;
    desk.heed(await post('/desk/activity'));
  };
  const listen = (): void => void note();
  onMounted(() => {
    window.addEventListener('keydown', listen);
    // What is written with an input method comes as text, and not by keys.
    window.addEventListener('input', listen);
    window.addEventListener('pointerdown', listen);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', listen);
    window.removeEventListener('input', listen);
    window.removeEventListener('pointerdown', listen);
  });
};
