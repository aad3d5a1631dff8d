/** What was done before for one person, fetched a page at a time, and the printing of its receipts again. */
import type { PersonReference } from '#libs/contract/card-window.js';
import type { PrintState } from '#libs/contract/desk.js';
import type { PastAct, PastActsPage, PastActsRequest } from '#libs/contract/past-acts.js';
import type { Problem } from '#libs/contract/problems.js';
import { ref, shallowRef } from 'vue';

import { type Answer, post } from '../../shared/request.js';

/** Whose records, and what they are looked at for. */
export type RecordsOf = { readonly person: PersonReference; readonly purpose: string };

/** The receipt printed last from here; `print` is null while it is under way. */
export type Reprint = { readonly number: string; readonly print: PrintState | null };

/** `heed` notes an expired sign-in. */
export const usePastActs = ({ person, purpose }: RecordsOf, heed: <T>(answer: Answer<T>) => Answer<T>) => {
  const acts = shallowRef<readonly PastAct[]>([]);
  /** Where the next page begins; null: there is none. Undefined before the first. */
  const next = ref<string | null | undefined>(undefined);
  const loading = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const unanswered = ref(false);
  const reprint = shallowRef<Reprint | null>(null);

  const valueOf = <T>(answer: Answer<T>): T | null => {
    problem.value = answer.outcome === 'refused' ? answer.problem : null;
    unanswered.value = answer.outcome === 'unanswered';
    return answer.outcome === 'done' ? answer.value : null;
  };

  const more = async (): Promise<void> => {
    if (loading.value || next.value === null) return;
    loading.value = true;
    const after = next.value;
    const request: PastActsRequest = { ...person, purpose, ...(after === undefined ? {} : { after }) };
    const page = valueOf(heed(await post<PastActsPage>('/desk/past-acts', request)));
    loading.value = false;
    if (page === null) return;
    acts.value = [...acts.value, ...page.acts];
    next.value = page.next;
  };

  const print = async (number: string): Promise<void> => {
    if (reprint.value?.print === null) return;
    reprint.value = { number, print: null };
    const path = `/desk/receipts/${encodeURIComponent(number)}/copies`;
    const done = valueOf(heed(await post<PrintState>(path)));
    reprint.value = done === null ? null : { number, print: done };
    if (done?.problem != null) problem.value = done.problem;
  };

  return { acts, next, loading, problem, unanswered, reprint, more, print };
};
