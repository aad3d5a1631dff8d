/** All the bench page knows and can do, fed by the bench program's event stream. */
import type { BankFault, BenchState, PrinterSwitches } from '#libs/contract/bench.js';
import type { Problem } from '#libs/contract/problems.js';
import { inject, type InjectionKey, onMounted, provide, ref, shallowRef } from 'vue';

import { followState } from '../shared/event-stream.js';
import { get, post } from '../shared/request.js';

/** Whose printer or code reader it is. */
export type Place = 'window' | 'kiosk';

type Links = { readonly clerk: string | null; readonly kiosk: string | null };

/** The addresses of the terminals' pages: those the program gives, or `?clerk=` in the page's own address; else none. */
const findPages = async (): Promise<Links> => {
  const given = new URLSearchParams(location.search).get('clerk');
  const links = await get<Links>('/bench/links');
  const known = links.outcome === 'done' ? links.value : { clerk: null, kiosk: null };
  return given === null ? known : { ...known, clerk: given };
};

const createBench = () => {
  const { state, link } = followState<BenchState>('/bench/events');
  const problem = shallowRef<Problem | null>(null);
  const unanswered = ref(false);
  const pages = ref<Links>({ clerk: null, kiosk: null });
  onMounted(async () => {
    pages.value = await findPages();
  });

  const ask = async (path: string, body: unknown = {}): Promise<void> => {
    const answer = await post(path, body);
    problem.value = answer.outcome === 'refused' ? answer.problem : null;
    unanswered.value = answer.outcome === 'unanswered';
  };

  return {
    state,
    link,
    problem,
    unanswered,
    pages,
    insert: (slot: number, cardId: string): Promise<void> => ask(`/bench/readers/${slot}/insert`, { cardId }),
    pull: (slot: number): Promise<void> => ask(`/bench/readers/${slot}/pull`),
    scan: (place: Place, code: string): Promise<void> =>
      ask(place === 'kiosk' ? '/bench/kiosk-code-reader' : '/bench/code-reader', { code }),
    setPrinter: (place: Place, switches: PrinterSwitches): Promise<void> =>
      ask(place === 'kiosk' ? '/bench/kiosk-printer' : '/bench/printer', switches),
    setPages: (paperOut: boolean): Promise<void> => ask('/bench/page-printer', { paperOut }),
    setBank: (fault: BankFault): Promise<void> => ask('/bench/bank', { fault }),
  };
};

const benchKey: InjectionKey<ReturnType<typeof createBench>> = Symbol('bench');

/** Makes the bench of this page; called once, by the page itself. */
export const provideBench = () => {
  const bench = createBench();
  provide(benchKey, bench);
  return bench;
};

/** The bench of this page, for any component in it. */
export const useBench = () => {
  const bench = inject(benchKey);
  if (bench === undefined) throw new Error('the bench is not provided');
  return bench;
};
