/** All the clerk page knows and can do, fed by the agent's event stream: one object, handed to every component. */
import { type Act as AuthorityAct, authority, type Permission } from '#libs/contract/authority.js';
import type { ApplicationOnFile, CardService } from '#libs/contract/card-window.js';
import {
  type Act,
  type CardOnDesk,
  type DeskState,
  isClerksOwn,
  type PrintState,
} from '#libs/contract/desk.js';
import type { Problem, ProblemCode } from '#libs/contract/problems.js';
import type { OwnShift } from '#libs/contract/shifts.js';
import { computed, inject, type InjectionKey, provide, ref, shallowRef, watch } from 'vue';

import { reckonWith } from '../shared/centre-now.js';
import { centreAt, provideCentre } from '../shared/centre.js';
import { followState } from '../shared/event-stream.js';
import { type Answer, post } from '../shared/request.js';
import { type TillWay, useSending } from './acts/sending.js';
import { useBasket } from './basket/basket.js';
import { useCardOwner } from './card-owner.js';
import { useCardWindow } from './card-window/card-window.js';
import type { OfferHere } from './card-window/offers.js';
import { provenCard } from './card-window/proven-card.js';
import type { Item, Side } from './picking/items.js';
import type { RecordsOf } from './records/past-acts.js';
import { useOpenShifts } from './shift/open-shifts.js';

/** The one dialog that lies over the window. Those of the card on the desk go with it. */
type DeskDialog =
  | { readonly kind: 'confirm'; readonly side: Side }
  | { readonly kind: 'tier' | 'give-back'; readonly item: Item }
  | { readonly kind: 'reveal' }
  | { readonly kind: 'chip-check' }
  | { readonly kind: 'pay-for' }
  /** `isFalse`: its paper does not fit what its code was made for. */
  | { readonly kind: 'receipt'; readonly number: string; readonly isFalse?: boolean }
  | { readonly kind: 'own-password' }
  | { readonly kind: 'till'; readonly way: TillWay }
  | { readonly kind: 'shift'; readonly leaving: boolean }
  | { readonly kind: 'undoing'; readonly number: string | null }
  | { readonly kind: 'call-off'; readonly key: string }
  | { readonly kind: 'records' | 'overview'; readonly of: RecordsOf }
  | { readonly kind: 'service'; readonly offer: OfferHere }
  | { readonly kind: 'issuance'; readonly application: ApplicationOnFile };

/** The sign-in is over, or was taken over in another browser. */
const signInLost: ReadonlySet<ProblemCode> = new Set(['sign-in-expired', 'desk-elsewhere']);

/** After this long without the agent nobody can say whether the card is still there, so it is no longer shown. */
const blindAfterMs = 4000;

const createDesk = () => {
  const { state, link } = followState<DeskState>('/desk/events');

  watch(state, (now) => {
    if (now !== null) reckonWith(now.clock);
  });

  const blind = ref(false);
  let blindTimer: number | undefined;
  watch(link, (now) => {
    window.clearTimeout(blindTimer);
    if (now === 'lost') blindTimer = window.setTimeout(() => (blind.value = true), blindAfterMs);
    else blind.value = false;
  });

  const { owner, disown } = useCardOwner(state);
  /** The card by the last word of the agent: picks hang on it, so that they outlive a short loss of the agent. */
  const heldCard = computed<CardOnDesk | null>(() => state.value?.card ?? null);
  const card = computed<CardOnDesk | null>(() => (blind.value ? null : heldCard.value));
  const staff = computed(() => state.value?.staff ?? null);

  const acts = computed(() => state.value?.acts ?? []);
  const sending = useSending(owner, acts);
  const basket = useBasket(heldCard, owner, sending.underWay);
  const dialog = shallowRef<DeskDialog | null>(null);
  /** Counts the times the focus was asked back to the list. */
  const listWanted = ref(0);
  /** Brings the hands back to the list of dues and entitlements. */
  const backToList = (): void => {
    listWanted.value += 1;
  };
  /** What the desk refused, apart from an act of the list: a reprint, a look-up, a reload. */
  const refusal = shallowRef<Problem | null>(null);

  const signInRefused = ref(false);
  /** A sign-in is under way here: what is asked before its answer would be refused as another browser's. */
  const entering = ref(false);
  /** Notes an expired sign-in, whichever request it was that found it out. */
  const heed = <T>(answer: Answer<T>): Answer<T> => {
    if (answer.outcome === 'refused' && signInLost.has(answer.problem.code)) signInRefused.value = true;
    return answer;
  };

  const cards = useCardWindow(card, acts, heed);
  // What was sent for somebody without a card is theirs as long as their file is open.
  watch(cards.subject, (now, before) => {
    if (before !== null && !('insertionId' in before.person) && now?.person !== before.person)
      sending.forgetServed();
  });

  /** Till and password are the clerk's, a blank card is put in while its dialog is open, and some are served without a card. */
  const outlivesCard = (open: DeskDialog | null): boolean => {
    if (
      open !== null &&
      ['till', 'shift', 'undoing', 'call-off', 'own-password', 'issuance'].includes(open.kind)
    )
      return true;
    const person = cards.subject.value?.person;
    const ofPerson = open !== null && ['service', 'records', 'overview'].includes(open.kind);
    return ofPerson && person !== undefined && !('insertionId' in person);
  };
  watch(
    () => card.value?.insertionId ?? null,
    () => {
      refusal.value = null;
      if (!outlivesCard(dialog.value)) dialog.value = null;
    },
    { flush: 'sync' },
  );

  /** Whether the clerk was signed in and did not ask to leave: then a lost sign-in is an expired one. */
  const atWork = ref(false);
  const lastStaffNumber = ref('');
  watch(staff, (now) => {
    if (now === null) {
      // What does not hang on a card is the clerk's own, and goes with the sign-in.
      if (outlivesCard(dialog.value)) dialog.value = null;
      if (card.value === null) cards.close();
      return;
    }
    atWork.value = true;
    signInRefused.value = false;
    lastStaffNumber.value = now.number;
  });
  const signIn = computed<'none' | 'screen' | 'again'>((before) => {
    // The form that asked stays until it is answered.
    if (entering.value && before !== undefined) return before;
    if (state.value === null) return 'none';
    const missing = staff.value === null || signInRefused.value;
    if (!missing) return 'none';
    return atWork.value && card.value !== null ? 'again' : 'screen';
  });
  const shifts = useOpenShifts(
    state,
    computed(() => signIn.value === 'none'),
  );
  /** What is to be said over a sign-in of the clerk's open shift; null: nothing. */
  const shiftNote = computed<'shift.stillOpen' | 'shift.away' | null>(() => {
    if (!shifts.isOpenOf(lastStaffNumber.value)) return null;
    return atWork.value ? 'shift.stillOpen' : 'shift.away';
  });

  const noteRefusal = (answer: Answer<unknown>): void => {
    refusal.value = answer.outcome === 'refused' ? answer.problem : null;
  };
  /** Asks for something whose refusal is shown above the acts. */
  const ask = async (path: string, body: unknown = {}): Promise<void> => {
    noteRefusal(heed(await post(path, body)));
  };

  /**
   * Picks all of a side, or puts it back when all of it is picked; a due without a tier asks for it. Of instalments those whose turn it is; how much is given back
   * of a benefit is for the holder to say, so that it is picked by itself.
   */
  const pickAll = (side: Side): void => {
    const open = basket.items.value.filter(
      (item) =>
        item.side === side && !item.inPayment && item.instalment?.offered !== false && item.recovery === null,
    );
    const rest = open.filter((item) => !basket.picked.has(item.key));
    const tierless = open.find((item) => item.amount === null);
    if (rest.length === 0) basket.putAllBack(side);
    for (const item of rest) if (item.amount !== null) basket.pick(item);
    if (tierless === undefined) backToList();
    else dialog.value = { kind: 'tier', item: tierless };
  };

  /** Goes on to the confirmation of what is picked. */
  const goOn = (): void => {
    const { side, linesOf } = basket;
    if (linesOf(side.value).length > 0) dialog.value = { kind: 'confirm', side: side.value };
  };

  /**
   * Whether an act is of whoever is here: of the card that is in, of the opened file where none is, and the clerk's own while nobody is
   * served. The person before is not here any more, also while no other has come.
   */
  const isHere = (act: Act): boolean => {
    if (card.value?.visitor != null) return act.visitor === card.value.visitor;
    return sending.sent.has(act.key) || (cards.subject.value === null && isClerksOwn(act.kind));
  };
  const newestReceipt = computed(
    () => acts.value.find((act) => act.receiptNumber !== null && isHere(act))?.receiptNumber ?? null,
  );
  /** There is no receipt of whoever is here; said once, until something else is done. */
  const noReceiptHere = ref(false);
  watch([() => card.value?.insertionId, dialog, newestReceipt, cards.subject], () => {
    noReceiptHere.value = false;
  });
  const reprint = async (number: string | null = newestReceipt.value): Promise<void> => {
    noReceiptHere.value = number === null;
    const print = acts.value.find(({ receiptNumber }) => receiptNumber === number)?.print;
    // What is still on its way to the paper would only come out twice.
    if (print?.outcome === 'waiting' || print?.outcome === 'printing') return;
    if (number === null) return;
    const path = `/desk/receipts/${encodeURIComponent(number)}`;
    if (print !== undefined) {
      await ask(`${path}/prints`);
      return;
    }
    // Of another window or day: nothing here shows how its print goes, so that its end is waited for.
    const copy = heed(await post<PrintState>(`${path}/copies`));
    noteRefusal(copy);
    if (copy.outcome === 'done') refusal.value = copy.value.problem;
  };

  /** Acts for which the hands still have to do something, the oldest first: that one is confirmed by its key. */
  const handsWanted = computed(() => acts.value.filter(({ hands }) => hands.length > 0).toReversed());
  const handsDone = async (key: string | undefined = handsWanted.value[0]?.key): Promise<void> => {
    if (key !== undefined) await ask(`/desk/acts/${encodeURIComponent(key)}/hands-done`);
  };

  /** Opens what is read of whoever is here: of the file that is open, or of the card that is in. */
  const openOf = (kind: 'records' | 'overview', purpose: string): void => {
    const here = provenCard(card.value);
    const ofCard = here && { person: { insertionId: here.insertionId }, purpose };
    const of = cards.shown.value ? cards.subject.value : ofCard;
    if (of !== null) dialog.value = { kind, of };
  };

  /** Ends the sign-in; the shift stays as it is, and only the password is asked for on return. */
  const leave = async (): Promise<void> => {
    atWork.value = false;
    dialog.value = null;
    disown();
    cards.close();
    await ask('/desk/sign-out');
  };

  return {
    state,
    link,
    card,
    staff,
    basket,
    dialog,
    refusal,
    signIn,
    /** Whether the sign-in that is asked for is a lost one. */
    expired: atWork,
    /** What was picked is still there, and so is its card. */
    kept: computed(() => owner.value !== null && basket.picked.size > 0),
    lastStaffNumber,
    shifts,
    shiftNote,
    isHere,
    newestReceipt,
    noReceiptHere,
    reprint,
    handsWanted,
    handsDone,
    /** Reads dues and entitlements of the card on the desk anew. */
    reload: (): Promise<void> => ask('/desk/reload'),
    pickAll,
    goOn,
    heed,
    sent: sending.sent,
    pay: async (...draft: Parameters<typeof sending.pay>) => heed(await sending.pay(...draft)),
    collect: async (...draft: Parameters<typeof sending.collect>) => heed(await sending.collect(...draft)),
    cards,
    serve: async (...act: Parameters<typeof sending.serve>) => heed(await sending.serve(...act)),
    /** Opens the card window, or leaves it; with a service, that one as soon as it can be. */
    toCards: (service: CardService | null = null): void => {
      if (cards.shown.value && service === null) cards.close();
      else cards.open(service);
      listWanted.value += 1;
    },
    /** What was done before for whoever is here. */
    openRecords: (): void => openOf('records', '办理记录'),
    /** All about whoever is here. */
    openOverview: (): void => openOf('overview', '查看个人全景'),
    till: async (...act: Parameters<typeof sending.till>) => heed(await sending.till(...act)),
    endShift: async (...act: Parameters<typeof sending.endShift>) => heed(await sending.endShift(...act)),
    open: (wanted: DeskDialog): void => {
      dialog.value = wanted;
    },
    listWanted,
    backToList,
    closeDialog: (): void => {
      dialog.value = null;
    },
    askToSignIn: (): void => {
      signInRefused.value = true;
    },
    /** Whoever has acts of money or cash in hand is asked to count or hand over first; a clerk alone has any. */
    signOut: async (): Promise<void> => {
      if (staff.value?.role === 'window-clerk') {
        const own = await post<OwnShift>('/desk/shifts/own');
        if (own.outcome === 'done' && own.value.shifts.length > 0) {
          dialog.value = { kind: 'shift', leaving: true };
          return;
        }
      }
      await leave();
    },
    leave,
    entering: (now: boolean): void => {
      entering.value = now;
    },
    /** Whether whoever is signed in may ask for it. */
    may: (act: AuthorityAct): boolean => {
      const permission: Permission = authority[act];
      return staff.value !== null && Array.isArray(permission) && permission.includes(staff.value.role);
    },
    signedInAnew: (): void => {
      signInRefused.value = false;
      refusal.value = null;
    },
  };
};

export type Desk = ReturnType<typeof createDesk>;

const deskKey: InjectionKey<Desk> = Symbol('desk');

/** Makes the desk of this page; called once, by the page itself. */
export const provideDesk = (): Desk => {
  const desk = createDesk();
  provide(deskKey, desk);
  provideCentre({ ask: centreAt('/desk/window'), heed: desk.heed });
  return desk;
};

/** The desk of this page, for any component in it. */
export const useDesk = (): Desk => {
  const desk = inject(deskKey);
  if (desk === undefined) throw new Error('the desk is not provided');
  return desk;
};
