/** What every view of the console knows: who is signed in, and that a sign-in can run out under any question. */
import { type Act, authority, type Permission } from '#libs/contract/authority.js';
import type { ConsoleState } from '#libs/contract/desk.js';
import { computed, inject, type InjectionKey, onScopeDispose, provide, ref, watch } from 'vue';

import { reckonWith } from '../shared/centre-now.js';
import { provideCentre } from '../shared/centre.js';
import { followState } from '../shared/event-stream.js';
import { type Answer, post } from '../shared/request.js';
import { provideSignInRoot } from '../shared/sign-in-root.js';
import { askCentre } from './centre.js';
import { hasView, routeFor, useRoute, type View } from './route.js';
import { useWaitingCount } from './waiting-count.js';

const activityEveryMs = 60_000;

const createConsole = () => {
  provideSignInRoot('/desk/console');
  const { state, link } = followState<ConsoleState>('/desk/console/events');
  watch(state, (now) => {
    if (now !== null) reckonWith(now.clock);
  });
  const address = useRoute();
  const refused = ref(false);
  /** A sign-in is under way here: what is asked before its answer would be refused. */
  const entering = ref(false);
  const staff = computed(() => (refused.value || entering.value ? null : (state.value?.staff ?? null)));
  /** Who worked here last; empty once they asked to leave. */
  const lastNumber = ref('');
  watch(staff, (now) => {
    if (now !== null) lastNumber.value = now.number;
  });
  const may = (act: Act): boolean => {
    const permission: Permission = authority[act];
    return staff.value !== null && Array.isArray(permission) && permission.includes(staff.value.role);
  };

  /** Notes an expired sign-in, whichever question it was that found it out. */
  const heed = <T>(answer: Answer<T>): Answer<T> => {
    const code = answer.outcome === 'refused' ? answer.problem.code : null;
    if (code === 'sign-in-expired') refused.value = true;
    return answer;
  };

  const counting = useWaitingCount(() => staff.value?.number ?? null, heed);

  // Looking at work that runs is no activity; hands on the page are.
  let toldAt = -Infinity;
  const noteActivity = (): void => {
    if (staff.value === null || performance.now() - toldAt < activityEveryMs) return;
    toldAt = performance.now();
    void post('/desk/console/activity').then(heed);
  };
  for (const event of ['keydown', 'pointerdown'] as const) window.addEventListener(event, noteActivity);
  onScopeDispose(() => {
    for (const event of ['keydown', 'pointerdown'] as const) window.removeEventListener(event, noteActivity);
  });

  return {
    state,
    link,
    route: computed(() => routeFor(address.value, may)),
    staff,
    lastNumber,
    /** Nobody is signed in, and nobody asked to leave. */
    expired: computed(() => staff.value === null && lastNumber.value !== ''),
    may,
    /** Whether whoever is signed in has a view. */
    has: (view: View): boolean => hasView(may, view),
    count: counting.count,
    /** Counts what waits at once, such as after a decision. */
    countAnew: counting.read,
    mayDecide: computed(() => may('card-batches.approve')),
    heed,
    entering: (now: boolean): void => {
      entering.value = now;
    },
    signedIn: (): void => {
      refused.value = false;
    },
    signOut: async (): Promise<void> => {
      lastNumber.value = '';
      heed(await post('/desk/console/sign-out'));
    },
  };
};

type Console = ReturnType<typeof createConsole>;

const consoleKey: InjectionKey<Console> = Symbol('console');

/** Makes the console of this page; called once, by the page itself. */
export const provideConsole = (): Console => {
  const made = createConsole();
  provide(consoleKey, made);
  provideCentre({ ask: askCentre, heed: made.heed });
  return made;
};

/** The console of this page, for any component in it. */
export const useConsole = (): Console => {
  const found = inject(consoleKey);
  if (found === undefined) throw new Error('the console is not provided');
  return found;
};
