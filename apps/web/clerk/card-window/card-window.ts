/** Whose card file is open at the card window, and how it is kept fresh; it goes with its card, its closing, its clerk. */
import type {
  CardFile,
  CardService,
  CardServiceRequest,
  PersonReference,
} from '#libs/contract/card-window.js';
import type { Act, CardOnDesk, RevealAnswer, RevealRequest } from '#libs/contract/desk.js';
import type { Problem } from '#libs/contract/problems.js';
import { computed, type Ref, ref, shallowRef, watch } from 'vue';

import { type Answer, post } from '../../shared/request.js';
import { usePeopleSearch } from './people-search.js';
import { provenCard } from './proven-card.js';

/** Whose file, and what it was opened for. */
export type FileSubject = { readonly person: PersonReference; readonly purpose: string };

/** A service on its way, without whose it is: that is the file's. */
export type ServiceForm = Omit<CardServiceRequest, 'key' | 'insertionId' | 'socialSecurityNumber' | 'name'>;

const isSame = (left: PersonReference, right: PersonReference): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

const ofCard = (insertionId: string): FileSubject => ({ person: { insertionId }, purpose: '卡务办理' });

/** `heed` notes an expired sign-in; `acts` are the agent's, whose outcomes make the file old. */
export const useCardWindow = (
  card: Ref<CardOnDesk | null>,
  acts: Ref<readonly Act[]>,
  heed: <T>(answer: Answer<T>) => Answer<T>,
) => {
  const shown = ref(false);
  const subject = shallowRef<FileSubject | null>(null);
  const file = shallowRef<CardFile | null>(null);
  const loading = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const unanswered = ref(false);
  /** A service to open as soon as the file is there, such as enabling the card that was refused for it. */
  const wanted = ref<CardService | null>(null);

  let round = 0;

  const forget = (): void => {
    round += 1;
    subject.value = null;
    file.value = null;
    problem.value = null;
    unanswered.value = false;
    loading.value = false;
    search.forget();
  };

  /** Looks somebody up by number, with the name or alone; once the file is there, its name goes with the number. */
  const find = async (
    { socialSecurityNumber, name }: { readonly socialSecurityNumber: string; readonly name?: string },
    purpose: string,
  ): Promise<void> => {
    if (name !== undefined) return lookUp({ person: { socialSecurityNumber, name }, purpose });
    forget();
    loading.value = true;
    round += 1;
    const mine = round;
    const answer = heed(await post<CardFile>('/desk/card-files', { socialSecurityNumber, purpose }));
    // Meanwhile closed, or another person's.
    if (mine !== round) return;
    loading.value = false;
    problem.value = answer.outcome === 'refused' ? answer.problem : null;
    unanswered.value = answer.outcome === 'unanswered';
    if (answer.outcome !== 'done' || answer.value.person === null) return;
    subject.value = { person: { socialSecurityNumber, name: answer.value.person.name }, purpose };
    file.value = answer.value;
  };

  /** Fetches the file of a subject; what is shown of the same person stays meanwhile. */
  const lookUp = async (of: FileSubject, samePerson = false): Promise<void> => {
    if (!samePerson && (subject.value === null || !isSame(subject.value.person, of.person))) forget();
    subject.value = of;
    loading.value = true;
    const answer = heed(await post<CardFile>('/desk/card-files', { ...of.person, purpose: of.purpose }));
    // Meanwhile closed, or another person's.
    if (subject.value === null || !isSame(subject.value.person, of.person)) return;
    loading.value = false;
    problem.value = answer.outcome === 'refused' ? answer.problem : null;
    unanswered.value = answer.outcome === 'unanswered';
    if (answer.outcome === 'done') file.value = answer.value;
    // Without a file there is nothing to keep: the form asks again.
    else if (file.value === null) subject.value = null;
  };

  const search = usePeopleSearch(heed, (of) => lookUp(of));

  const proven = computed(() => provenCard(card.value));

  /**
   * Whose file is open, as somebody served by document: their card is about to prove nothing any more, and they are still here.
   * Their full number is shown for it, which the centre puts on record.
   */
  const outliveCard = async (): Promise<Answer<PersonReference> | null> => {
    const [now, name] = [subject.value, file.value?.person?.name];
    if (now === null || !('insertionId' in now.person) || name === undefined) return null;
    const answer = heed(
      await post<RevealAnswer>('/desk/holder/reveal', {
        insertionId: now.person.insertionId,
        purpose: '挂失后续办补领',
      } satisfies RevealRequest),
    );
    if (answer.outcome !== 'done') return answer;
    const person = { socialSecurityNumber: answer.value.socialSecurityNumber, name };
    // Closed or pulled meanwhile: then nothing of it is kept.
    if (subject.value === now) subject.value = { ...now, person };
    return { outcome: 'done', value: person };
  };

  const open = (service: CardService | null = null): void => {
    shown.value = true;
    wanted.value = service;
    if (proven.value !== null) void lookUp(ofCard(proven.value.insertionId));
  };
  const close = (): void => {
    shown.value = false;
    wanted.value = null;
    forget();
  };

  const isOnFile = (of: CardOnDesk | null): boolean =>
    file.value?.cards.some(({ cardNumber }) => cardNumber === of?.cardNumber) === true;

  /** A card that has come is whose file is wanted; one that has left takes its file along. Answers whether it asked. */
  const follow = (): boolean => {
    const person = subject.value?.person ?? null;
    const here = proven.value?.insertionId ?? null;
    if (person !== null && 'insertionId' in person && person.insertionId !== here) forget();
    if (!shown.value || here === null) return false;
    // The card of whoever is served without it was put in: from here on it signs.
    const ofSamePerson =
      subject.value !== null && !('insertionId' in subject.value.person) && isOnFile(proven.value);
    if (subject.value !== null && !ofSamePerson) return false;
    void lookUp(ofCard(here), ofSamePerson);
    return true;
  };

  const decided = computed(() =>
    acts.value
      .filter(({ kind, state }) => kind === 'card-service' && (state === 'succeeded' || state === 'refused'))
      .map(({ key }) => key)
      .join(),
  );
  const reload = (): void => {
    if (subject.value !== null) void lookUp(subject.value);
  };
  watch(decided, reload);
  // A card that leaves takes its file along at once; the same card with another session can be served otherwise now.
  watch(
    () => [card.value?.insertionId, proven.value?.stage].join(),
    () => {
      if (!follow()) reload();
    },
    { flush: 'sync' },
  );

  return {
    shown,
    subject,
    file,
    loading,
    problem,
    unanswered,
    wanted,
    open,
    close,
    outliveCard,
    find,
    search,
    lookUp,
    reload,
    /** The number of the card in the reader; null when none is, or none that has proven itself. */
    cardInReader: computed(() => proven.value?.cardNumber ?? null),
    /** A card of somebody else is in the reader. */
    strangerInReader: computed(() => file.value !== null && proven.value !== null && !isOnFile(proven.value)),
    /** Takes the file of the card that is in the reader now. */
    turnToCard: (): void => {
      if (proven.value !== null) void lookUp(ofCard(proven.value.insertionId));
    },
  };
};
