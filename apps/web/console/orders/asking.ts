/** Asks the centre to do something that takes its time, once however often the button is pressed or the line breaks. */
import type { Problem } from '#libs/contract/problems.js';
import { ref, shallowRef } from 'vue';

import type { AskedOrder, ProductionOrder } from '../api.js';
import { askCentre } from '../centre.js';
import { useConsole } from '../console.js';

export const useAsking = () => {
  const { heed } = useConsole();
  const sending = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const unanswered = ref(false);
  // Kept until it is answered: asked again it is the same order.
  let id = '';
  let asked = '';

  const ask = async (order: Omit<AskedOrder, 'id'>): Promise<ProductionOrder | null> => {
    if (sending.value) return null;
    const text = JSON.stringify(order);
    if (text !== asked) {
      id = crypto.randomUUID();
      asked = text;
    }
    sending.value = true;
    const answer = heed(await askCentre('production-orders.ask', { body: { ...order, id } }));
    sending.value = false;
    unanswered.value = answer.outcome === 'unanswered';
    problem.value = answer.outcome === 'refused' ? answer.problem : null;
    if (answer.outcome !== 'done') return null;
    asked = '';
    return answer.value;
  };
  return { ask, sending, problem, unanswered };
};
