/** What the page of a kiosk knows: the agent's state, the screen its visitor has come to, and what they have asked for in this visit. */
import type { Act, PrintState, Standing } from '#libs/contract/desk.js';
import type { PreparedAct } from '#libs/contract/prepared-acts.js';
import type {
  OwnCards,
  OwnInsurance,
  OwnMoneyRequest,
  OwnOutlook,
  OwnPaperRequest,
  OwnServiceRequest,
  SelfServiceState,
  Visit,
} from '#libs/contract/self-service.js';
import type { Problem, ProblemCode } from '#libs/contract/problems.js';
import type { ClosureReason, Upkeep } from '#libs/contract/upkeep.js';
import type { ReceiptSaid, Scan } from '#libs/contract/scans.js';
import { computed, inject, type InjectionKey, provide, ref, watch } from 'vue';

import { followState } from '../shared/event-stream.js';
import { forgetIntents, intentOf } from '../shared/intents.js';
import { type Answer, post } from '../shared/request.js';
import { useAloud } from './aloud.js';
import { useLanguages } from './languages.js';
import { type PreparedStep, stepsOf } from './prepared.js';
import { canPrint } from './readiness.js';

/** Screens of whoever looks after the machine; `upkeep` is the sign-in until somebody has. */
export type UpkeepScreen = 'upkeep' | 'upkeep-test' | 'upkeep-acts' | 'upkeep-service' | 'upkeep-closure';

/** Screens of a visitor whose own is shown, and those that anybody may read without a card. */
export type Screen =
  | 'menu'
  | 'before'
  | 'pay'
  | 'collect'
  | 'card'
  | 'new-pin'
  | 'follow'
  | 'another-card'
  | 'loss'
  | 'insurance'
  | 'outlook'
  | 'proof-of-life'
  | 'outcome'
  | 'scanned'
  | 'guide'
  | 'no-card'
  | UpkeepScreen;

/** Somebody at the screen is told to the agent this often at most. */
const touchEveryMs = 5_000;
/** A public screen that nobody touches gives way to the first one, as it is for whoever comes. */
const publicIdleMs = 60_000;
/** The second tap of a double tap meets no answer of the screen that the first one has led to. */
const settleMs = 350;

const isUnfinished = ({ state, print }: Act): boolean =>
  state === 'sending' || state === 'running' || state === 'unknown' || print?.outcome === 'held';

/** `rested`: nobody has been here for a while. */
const createKiosk = (rested: () => void) => {
  const page = crypto.randomUUID();
  const { state, link } = followState<SelfServiceState>(`/self-service/events?page=${page}`, {
    alone: true,
  });
  const visit = computed<Visit | null>(() => state.value?.visit ?? null);
  const upkeep = computed<Upkeep | null>(() => state.value?.upkeep ?? null);
  const screen = ref<Screen>('menu');
  const languages = useLanguages(page, link);
  const aloud = useAloud(languages.current);
  /** The act whose outcome is on the screen. */
  const pressed = ref<string | null>(null);
  /** Keys of what was unfinished or unprinted from before: told to the end of the visit, also once it is done and on paper. */
  const ofBefore = ref<ReadonlySet<string>>(new Set());
  const refusal = ref<Problem | null>(null);
  const busy = ref(false);
  const settling = ref(false);
  const scan = computed<Scan | null>(() => state.value?.scan ?? null);
  /** The scan that the screen has gone to, and what of it was gone to if it was prepared: nothing is offered twice. */
  let takenUp: string | null = null;
  const goneTo = ref<ReadonlySet<PreparedStep>>(new Set());
  /** What is on the screen was prepared; null: it was chosen by hand. */
  const following = ref<PreparedAct | null>(null);
  let settled: number | undefined;
  let publicIdle: number | undefined;
  let lastTouchMs = -Infinity;

  const ownActs = computed<readonly Act[]>(() => visit.value?.own?.acts ?? []);
  /** The act whose outcome is on the screen, as far as it has come; null: nothing is known of it yet. */
  const outcome = computed<Act | null>(() => ownActs.value.find(({ key }) => key === pressed.value) ?? null);
  const isUnderWay = (): boolean => {
    const state = outcome.value?.state ?? 'sending';
    return screen.value === 'outcome' && (state === 'sending' || state === 'running');
  };
  const earlier = computed<readonly Act[]>(() => ownActs.value.filter(({ key }) => ofBefore.value.has(key)));

  const show = (to: Screen): void => {
    refusal.value = null;
    following.value = null;
    screen.value = to;
  };
  const isUsed = (): boolean => visit.value !== null || upkeep.value !== null;
  /** Whoever comes next may read another language than whoever was here. */
  const awaitRest = (): void => {
    window.clearTimeout(publicIdle);
    if (isUsed()) return;
    publicIdle = window.setTimeout(() => {
      if (isUsed()) return;
      show('menu');
      if (scan.value !== null) void forgetScan();
      languages.reset();
      rested();
    }, publicIdleMs);
  };
  const nextPrepared = computed<PreparedStep | null>(() => {
    const own = visit.value?.own ?? null;
    if (own === null || scan.value?.kind !== 'prepared') return null;
    return stepsOf(scan.value.act, own).find((step) => !goneTo.value.has(step)) ?? null;
  });
  /** Goes to what was scanned: of what was prepared, to what is to be confirmed next. */
  const takeUp = (): void => {
    const { value: one } = scan;
    const step = nextPrepared.value;
    takenUp = one?.id ?? null;
    if (one?.kind !== 'prepared' || step === null) return show(one === null ? 'menu' : 'scanned');
    goneTo.value = new Set([...goneTo.value, step]);
    show(step);
    following.value = one.act;
  };
  /** What comes after a screen that is done with: what was scanned meanwhile, else the menu. */
  const goOn = (): void => {
    const { value: one } = scan;
    if (one === null || one.kind === 'refused' || one.id === takenUp) show('menu');
    else takeUp();
  };
  watch(
    [() => visit.value?.insertionId, () => visit.value?.stage],
    ([insertion, stage], [before]) => {
      // Whatever was here belongs to whoever was here.
      if (insertion !== before || stage === 'over') {
        show('menu');
        pressed.value = null;
        ofBefore.value = new Set();
        forgetIntents();
        busy.value = false;
        languages.choosing.value = false;
      }
      if (insertion === undefined) awaitRest();
      if (stage !== 'open') return;
      ofBefore.value = new Set(ownActs.value.filter(isUnfinished).map(({ key }) => key));
      // A code that was shown before the PIN was given is shown now as its holder's.
      takenUp = null;
      if (earlier.value.length > 0) show('before');
      else goOn();
    },
    { flush: 'sync' },
  );
  watch(
    () => scan.value?.id,
    (id) => {
      goneTo.value = new Set();
      if (upkeep.value !== null) return;
      if (id === undefined) {
        if (screen.value === 'scanned') show('menu');
        return;
      }
      touched(true);
      if (visit.value === null) show('scanned');
      // What is on its way is not pushed aside.
      else if (visit.value.stage === 'open' && !busy.value && !isUnderWay()) takeUp();
    },
  );
  watch(
    () => upkeep.value === null,
    (closed) => {
      show(closed ? 'menu' : 'upkeep');
      awaitRest();
    },
  );
  watch([screen, languages.choosing, () => visit.value?.stage, () => upkeep.value === null], () => {
    settling.value = true;
    window.clearTimeout(settled);
    settled = window.setTimeout(() => {
      settling.value = false;
    }, settleMs);
  });

  const paper = computed(() => state.value !== null && canPrint(state.value));
  /** Asks the agent for something; one thing at a time, however many fingers press. A refusal is kept for the screen to say. */
  const ask = async <T = null>(path: string, body: object): Promise<Answer<T> | null> => {
    if (busy.value) return null;
    const insertionId = visit.value?.insertionId;
    busy.value = true;
    refusal.value = null;
    const answer = await post<T>(`/self-service/${path}?page=${page}`, { insertionId, ...body });
    if (visit.value?.insertionId !== insertionId) return null;
    busy.value = false;
    if (answer.outcome === 'refused') refusal.value = answer.problem;
    return answer;
  };

  /** What the agent tells of the visitor; null: nobody could say, and `refusal` says why. */
  const told = async <T>(path: string): Promise<T | null> => {
    const answer = await ask<T>(path, {});
    return answer?.outcome === 'done' ? answer.value : null;
  };

  /**
   * Carries an act out and goes on to its outcome, which the agent's state tells. `content` is what is asked for: the same again is the
   * same act until it is known what came of it; `beside` is sent with it, and kept nowhere.
   */
  const act = async (path: string, content: object, beside: object): Promise<boolean> => {
    const { key, settle } = intentOf(path, JSON.stringify([visit.value?.insertionId, content]), null);
    const answer = await ask<Act>(path, { key, ...content, ...beside });
    if (answer === null) return false;
    settle(answer);
    if (answer.outcome === 'refused') return false;
    // Without an answer it may have arrived: the agent's list says so, under this key.
    pressed.value = key;
    show('outcome');
    return true;
  };

  const forgetScan = (): Promise<unknown> => post(`/self-service/scans/end?page=${page}`);

  /** Somebody has touched the screen; `warned`: while it asked whether anybody is there, which is answered at once. */
  const touched = (warned: boolean): void => {
    awaitRest();
    const now = performance.now();
    if (upkeep.value === null && (visit.value === null || visit.value.stage === 'over')) return;
    if (!warned && now - lastTouchMs < touchEveryMs) return;
    lastTouchMs = now;
    void post(`/self-service/touches?page=${page}`);
  };

  return {
    state,
    link,
    visit,
    upkeep,
    screen,
    languages,
    aloud,
    show,
    refusal,
    busy,
    settling,
    earlier,
    touched,
    outcome,
    givePin: (pin: string): Promise<Answer<null> | null> => ask('pin', { pin }),
    /** Whether a receipt can come out now. */
    paper,
    money: (kind: 'payments' | 'collections', items: OwnMoneyRequest['items']): Promise<boolean> =>
      act(kind, { items }, { withoutPaper: !paper.value }),
    /** The PINs are part of the request and of nothing else. */
    serve: (
      service: OwnServiceRequest['service'],
      pins: Pick<OwnServiceRequest, 'oldPin' | 'newPin' | 'newPinAgain'>,
    ): Promise<boolean> => act('services', { service }, pins),
    /** Asks for another card, or reports one lost. */
    askForCard: (
      content: Pick<OwnServiceRequest, 'service' | 'cardId' | 'reason' | 'depot'>,
    ): Promise<boolean> => act('services', content, {}),
    /** How the visitor stands; null: nobody could say, and `refusal` says why. */
    standing: () => told<Standing>('standing'),
    /** All of the visitor's insurance as it is today; null as `standing`. It is the screen's to forget. */
    insurance: () => told<OwnInsurance>('overview'),
    /** What the visitor's pension would come to; null as `standing`. */
    outlook: () => told<OwnOutlook>('outlook'),
    /** The visitor's cards and their application for one; null as `standing`. */
    cards: () => told<OwnCards>('cards'),
    /** Prints a paper of the visitor's own; null as `standing`. */
    printPaper: async (content: Omit<OwnPaperRequest, 'insertionId'>): Promise<PrintState | null> => {
      const answer = await ask<PrintState>('papers', content);
      return answer?.outcome === 'done' ? answer.value : null;
    },
    printAgain: (number: string): Promise<unknown> =>
      ask(`receipts/${encodeURIComponent(number)}/prints`, {}),
    /** Prints what somebody takes along to the window; whether it has come out. */
    printSlip: async (about: ProblemCode | null): Promise<boolean> => {
      const answer = await post(`/self-service/slips?page=${page}`, { about });
      return answer.outcome === 'done';
    },
    scan,
    following,
    nextPrepared,
    takeUp,
    goOn,
    /** A code that a scanner typed; what is in no code of ours may stand for anything. */
    scanned: (code: string): Promise<unknown> =>
      post(`/self-service/scans?page=${page}`, { code: code.replaceAll(/[^ -~]/gu, '?').slice(0, 512) }),
    forgetScan,
    /** The receipt that was scanned, whole; null: it is not the visitor's, or nobody could say, and `refusal` says so. */
    scannedReceipt: () => told<ReceiptSaid>('scans/receipt'),
    printScanned: () => told<PrintState>('scans/receipt/prints'),
    end: (): Promise<unknown> => ask('end', {}),
    /** What whoever looks after the machine does; the agent's state tells what came of it. Null: it was refused, and `refusal` says why. */
    signIn: (staffNumber: string, password: string): Promise<unknown> =>
      ask('upkeep/sign-in', { staffNumber, password }),
    leaveUpkeep: (): Promise<unknown> => ask('upkeep/end', {}),
    testAll: (): Promise<unknown> => ask('upkeep/test', {}),
    newRoll: (): Promise<unknown> => ask('upkeep/roll', {}),
    takeOut: (reason: ClosureReason): Promise<unknown> => ask('upkeep/closure', { reason }),
    takeBack: (): Promise<unknown> => ask('upkeep/reopening', {}),
    restart: (): Promise<unknown> => ask('upkeep/restart', {}),
  };
};

export type Kiosk = ReturnType<typeof createKiosk>;

const kioskKey: InjectionKey<Kiosk> = Symbol('kiosk');

/** Makes what the page knows; called once, by the page itself. */
export const provideKiosk = (rested: () => void): Kiosk => {
  const kiosk = createKiosk(rested);
  provide(kioskKey, kiosk);
  return kiosk;
};

/** What the page knows, for any screen of it. */
export const useKiosk = (): Kiosk => {
  const kiosk = inject(kioskKey);
  if (kiosk === undefined) throw new Error('the kiosk is not provided');
  return kiosk;
};
