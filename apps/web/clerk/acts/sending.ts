/** Sends acts to the agent under a key that is made when the clerk confirms and kept until the answer is known. */
import type { Act, CollectionRequest, PaymentRequest, TillRequest, Yuan } from '#libs/contract/desk.js';
import { reactive, type Ref, watch } from 'vue';

import { type Answer, post } from '../../shared/request.js';
import type { Channel } from '../basket/basket.js';
import type { PricedItem } from '../picking/items.js';

/** What is to be done, exactly as the clerk confirmed it. */
export type Draft = {
  readonly insertionId: string;
  readonly channel: Channel;
  readonly items: readonly PricedItem[];
  readonly total: Yuan;
};

/** What this page still knows of an act of the card on the desk. */
export type SentAct = { readonly draft: Draft; readonly change: Yuan | null };

/** Sends under the key kept for `subject`, or a new one; the key is let go once the answer is a definite one. */
const send = async (
  path: string,
  undecided: Map<string, string>,
  subject: string,
  body: object,
): Promise<Answer<Act>> => {
  const key = undecided.get(subject) ?? crypto.randomUUID();
  undecided.set(subject, key);
  const answer = await post<Act>(path, { key, ...body });
  const decided =
    answer.outcome === 'done' || (answer.outcome === 'refused' && answer.problem.retry !== 'same-key');
  if (decided && undecided.get(subject) === key) undecided.delete(subject);
  return answer;
};

const subjectOf = (kind: string, draft: Draft): string =>
  JSON.stringify([kind, draft.insertionId, draft.channel, draft.items.map(({ id, amount }) => [id, amount])]);

const amountsOf = (draft: Draft): readonly { readonly id: string; readonly amount: Yuan }[] =>
  draft.items.map(({ id, amount }) => ({ id, amount }));

/** Sends for the card on the desk; `owner` is the insertion that what was sent belongs to. */
export const useSending = (owner: Ref<string | null>) => {
  /** Keys of acts whose fate is not known yet, by what they are about: the same draft confirmed again is the same act. */
  const undecidedOfCard = new Map<string, string>();
  const undecidedOfTill = new Map<string, string>();
  const sent = reactive(new Map<string, SentAct>());

  watch(
    owner,
    () => {
      sent.clear();
      undecidedOfCard.clear();
    },
    { flush: 'sync' },
  );

  /** Remembers the draft while its card is still the one on the desk. */
  const remember = (answer: Answer<Act>, draft: Draft, change: Yuan | null): Answer<Act> => {
    if (answer.outcome === 'done' && owner.value === draft.insertionId)
      sent.set(answer.value.key, { draft, change });
    return answer;
  };

  return {
    sent: sent as ReadonlyMap<string, SentAct>,

    pay: async (draft: Draft, change: Yuan | null): Promise<Answer<Act>> => {
      const { insertionId, channel } = draft;
      const body: Omit<PaymentRequest, 'key'> = { insertionId, channel, dues: amountsOf(draft) };
      return remember(
        await send('/desk/payments', undecidedOfCard, subjectOf('pay', draft), body),
        draft,
        change,
      );
    },

    /** The PIN is part of the request and of nothing else. */
    collect: async (draft: Draft, pin: string): Promise<Answer<Act>> => {
      const { insertionId, channel } = draft;
      const body: Omit<CollectionRequest, 'key'> = {
        insertionId,
        channel,
        entitlements: amountsOf(draft),
        pin,
      };
      return remember(
        await send('/desk/collections', undecidedOfCard, subjectOf('collect', draft), body),
        draft,
        null,
      );
    },

    till: (way: 'draws' | 'deposits', scheme: string, amount: Yuan): Promise<Answer<Act>> => {
      const body: Omit<TillRequest, 'key'> = { scheme, amount };
      return send(`/desk/till/${way}`, undecidedOfTill, JSON.stringify([way, scheme, amount]), body);
    },
  };
};
