/** What a tier of the resident pension brings, asked of the public estimate while somebody writes it; the newest question counts. */
import type { components } from '#libs/contract/central-api.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { type Ref, ref, watch } from 'vue';

import { post } from '../shared/request.js';

type Answered = components['schemas']['ContributionAnswerDto'];

export type TierBrings =
  | { readonly state: 'none' | 'asking' | 'unknown' | 'unanswered' }
  | { readonly state: 'known'; readonly person: string; readonly subsidy: string };

/** Whoever is writing is not asked about each digit. */
const restMs = 400;

/** `tier`: yuan with two places; null: none was written, or none that could be one. */
export const useTierBrings = (tier: Ref<string | null>, on: PlainDate): Ref<TierBrings> => {
  const brings = ref<TierBrings>({ state: 'none' });
  let round = 0;
  let timer: number | undefined;
  const ask = async (asked: string): Promise<void> => {
    round += 1;
    const mine = round;
    const answer = await post<Answered>('/v1/estimates/contribution', {
      scheme: '170',
      date: on,
      tier: asked,
    });
    if (mine !== round) return;
    if (answer.outcome === 'done') {
      const { person = asked, subsidy = '0.00' } = answer.value;
      brings.value = { state: 'known', person, subsidy };
    } else {
      const isNone = answer.outcome === 'refused' && answer.problem.code === 'estimate-impossible';
      brings.value = { state: isNone ? 'unknown' : 'unanswered' };
    }
  };
  watch(
    tier,
    (now) => {
      window.clearTimeout(timer);
      round += 1;
      brings.value = { state: now === null ? 'none' : 'asking' };
      if (now !== null) timer = window.setTimeout(() => void ask(now), restMs);
    },
    { immediate: true },
  );
  return brings;
};
