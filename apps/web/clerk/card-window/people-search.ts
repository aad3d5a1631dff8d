/** People found by name for somebody without a card: fetched a page at a time, and the picking of one, whose file opens then. */
import type {
  PeopleByName,
  PeopleByNameRequest,
  PersonByName,
  PersonPick,
  PickedPerson,
} from '#libs/contract/people-by-name.js';
import type { Problem } from '#libs/contract/problems.js';
import { ref, shallowRef } from 'vue';

import { type Answer, post } from '../../shared/request.js';
import type { FileSubject } from './card-window.js';

/** What is asked, a page's place in it aside. */
export type NameAsked = Omit<PeopleByNameRequest, 'after'>;

/** `heed` notes an expired sign-in; `open` opens the file of whoever is picked. */
export const usePeopleSearch = (
  heed: <T>(answer: Answer<T>) => Answer<T>,
  open: (of: FileSubject) => Promise<void>,
) => {
  /** Null: nothing is searched for, or its first answer is still out. */
  const found = shallowRef<readonly PersonByName[] | null>(null);
  const exactOnly = ref(false);
  const next = ref<string | null>(null);
  const loading = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const unanswered = ref(false);
  let asked: NameAsked | null = null;
  let round = 0;

  const forget = (): void => {
    round += 1;
    asked = null;
    found.value = null;
    loading.value = false;
    problem.value = null;
    unanswered.value = false;
  };

  /** The answer of a question that nobody has left meanwhile; null for any other. */
  const ask = async <T>(path: string, body: PeopleByNameRequest | PersonPick): Promise<T | null> => {
    round += 1;
    const mine = round;
    loading.value = true;
    const answer = heed(await post<T>(path, body));
    if (mine !== round) return null;
    loading.value = false;
    problem.value = answer.outcome === 'refused' ? answer.problem : null;
    unanswered.value = answer.outcome === 'unanswered';
    return answer.outcome === 'done' ? answer.value : null;
  };

  const search = async (of: NameAsked): Promise<void> => {
    forget();
    asked = of;
    const page = await ask<PeopleByName>('/desk/people-by-name', of);
    if (page === null) return;
    found.value = page.people;
    exactOnly.value = page.exactOnly;
    next.value = page.next;
  };
  const more = async (): Promise<void> => {
    if (asked === null || next.value === null || loading.value) return;
    const page = await ask<PeopleByName>('/desk/people-by-name', { ...asked, after: next.value });
    if (page === null) return;
    found.value = [...(found.value ?? []), ...page.people];
    next.value = page.next;
  };
  const pick = async ({ id }: PersonByName): Promise<void> => {
    if (asked === null || loading.value) return;
    const { purpose } = asked;
    const person = await ask<PickedPerson>('/desk/people-by-name/picks', { personId: id, purpose });
    if (person === null) return;
    forget();
    await open({ person, purpose });
  };

  return { found, exactOnly, next, loading, problem, unanswered, search, more, pick, forget };
};
