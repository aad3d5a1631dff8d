/** Sends acts to the agent under a key that is made when the clerk confirms and kept until the answer is known. */
import type { CardServiceRequest, PersonReference } from '#libs/contract/card-window.js';
import type { Act, CollectionRequest, PaymentRequest, TillRequest, Yuan } from '#libs/contract/desk.js';
import { computed, reactive, type Ref, watch } from 'vue';

import { type Answer, post } from '../../shared/request.js';
import type { Channel } from '../basket/basket.js';
import type { ServiceForm } from '../card-window/card-window.js';
import type { PricedItem } from '../picking/items.js';

/** Cash drawn, banked, or given back. */
export type TillWay = 'draws' | 'deposits' | 'returns';

/** What is to be done, exactly as the clerk confirmed it. */
export type Draft = {
  readonly insertionId: string;
  readonly channel: Channel;
  readonly items: readonly PricedItem[];
  readonly total: Yuan;
};

/** What this page still knows of an act of whoever is served; no draft for a service of the card window. */
export type SentAct = { readonly draft: Draft | null };

/** What the holder enters for a service. It is part of the request and of nothing else. */
export type EnteredPins = Pick<CardServiceRequest, 'oldPin' | 'newPin' | 'newPinAgain' | 'received'>;

const subjectOf = (kind: string, draft: Draft): string =>
  JSON.stringify([kind, draft.insertionId, draft.channel, draft.items.map(({ id, amount }) => [id, amount])]);

const amountsOf = (draft: Draft): readonly { readonly id: string; readonly amount: Yuan }[] =>
  draft.items.map(({ id, amount }) => ({ id, amount }));

/** How long an act may take to appear in the agent's list before its request counts as unanswered. */
const arrivalMs = 1500;

/**
 * Sends for the card on the desk. `owner` is the insertion that what was sent belongs to, `acts` the agent's list: an
 * act that stands there has arrived, whatever became of the answer to its request.
 */
export const useSending = (owner: Ref<string | null>, acts: Ref<readonly Act[]>) => {
  /** Keys of acts whose fate is not known yet, by what they are about: the same draft confirmed again is the same act. */
  const undecidedOfCard = new Map<string, string>();
  const undecidedOfTill = new Map<string, string>();
  const undecidedServices = new Map<string, string>();
  /** Acts for people who are served without a card. */
  const served = new Set<string>();
  const sent = reactive(new Map<string, SentAct>());

  watch(
    owner,
    () => {
      for (const key of sent.keys()) if (!served.has(key)) sent.delete(key);
      undecidedOfCard.clear();
    },
    { flush: 'sync' },
  );

  watch(acts, (now) => {
    const known = new Set(now.map(({ key }) => key));
    for (const undecided of [undecidedOfCard, undecidedOfTill, undecidedServices])
      for (const [subject, key] of undecided) if (known.has(key)) undecided.delete(subject);
  });

  const arrival = (key: string): Promise<Act | null> =>
    new Promise((resolve) => {
      const find = (): Act | null => acts.value.find((act) => act.key === key) ?? null;
      const settle = (): void => {
        stop();
        window.clearTimeout(timer);
        resolve(find());
      };
      const timer = window.setTimeout(settle, arrivalMs);
      const stop = watch(acts, () => {
        if (find() !== null) settle();
      });
      if (find() !== null) settle();
    });

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
    if (answer.outcome === 'unanswered') {
      const act = await arrival(key);
      return act === null ? answer : { outcome: 'done', value: act };
    }
    const decided = answer.outcome === 'done' || answer.problem.retry !== 'same-key';
    if (decided && undecided.get(subject) === key) undecided.delete(subject);
    return answer;
  };

  /** Remembers the draft while its card is still the one on the desk. */
  const remember = (answer: Answer<Act>, draft: Draft): Answer<Act> => {
    if (answer.outcome === 'done' && owner.value === draft.insertionId) sent.set(answer.value.key, { draft });
    return answer;
  };

  return {
    sent: sent as ReadonlyMap<string, SentAct>,

    /** Keys of the items that were sent off and not refused: until the list knows of them, nobody picks them again. */
    underWay: computed<ReadonlySet<string>>(
      () =>
        new Set(
          acts.value
            .filter(({ state }) => state !== 'refused')
            .flatMap(({ key }) => sent.get(key)?.draft?.items ?? [])
            .map(({ key }) => key),
        ),
    ),

    /**
     * `received` is the cash counted; null where it is just the sum, or none passes. The PIN is part of the request and of nothing else;
     * null where the holder signs.
     */
    pay: async (draft: Draft, received: Yuan | null, pin: string | null): Promise<Answer<Act>> => {
      const { insertionId, channel } = draft;
      const body: Omit<PaymentRequest, 'key'> = {
        insertionId,
        channel,
        dues: amountsOf(draft),
        ...(received === null ? {} : { received }),
        ...(pin === null ? {} : { pin }),
      };
      return remember(await send('/desk/payments', undecidedOfCard, subjectOf('pay', draft), body), draft);
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
      );
    },

    /** A service of the card window for this person. */
    serve: async (person: PersonReference, form: ServiceForm, pins: EnteredPins): Promise<Answer<Act>> => {
      const body: Omit<CardServiceRequest, 'key'> = { ...person, ...form, ...pins };
      const subject = JSON.stringify([person, form]);
      const answer = await send('/desk/card-services', undecidedServices, subject, body);
      const ofCard = 'insertionId' in person;
      if (answer.outcome !== 'done' || (ofCard && owner.value !== person.insertionId)) return answer;
      if (!ofCard) served.add(answer.value.key);
      sent.set(answer.value.key, { draft: null });
      return answer;
    },

    /** Whoever was served without a card has gone. */
    forgetServed: (): void => {
      for (const key of served) sent.delete(key);
      served.clear();
      undecidedServices.clear();
    },

    endShift: (way: 'counts' | 'hand-overs', body: object): Promise<Answer<Act>> =>
      send(`/desk/shifts/${way}`, undecidedOfTill, JSON.stringify([way, body]), body),

    till: (way: TillWay, scheme: string, amount: Yuan): Promise<Answer<Act>> => {
      const body: Omit<TillRequest, 'key'> = { scheme, amount };
      return send(`/desk/till/${way}`, undecidedOfTill, JSON.stringify([way, scheme, amount]), body);
    },
  };
};
