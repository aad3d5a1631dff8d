/** How the state of a window changes: pure steps from one snapshot to the next. */
import type { Act, CardOnDesk, DeskState, LinkState, PrintState } from '#libs/contract/desk.js';
import type { Problem, Words } from '#libs/contract/problems.js';
import { maskName } from '#libs/identity/masked-name.js';

/** One step; answering the same object means that nothing changed. */
export type Step = (state: DeskState) => DeskState;

/** Acts with an outcome that are shown at once; older ones stay in the outbox. */
const decidedShown = 50;

/** What is shown of a list, newest first: whatever has no outcome yet or still needs hands, and of the others the newest. */
const shownOf = (acts: readonly Act[]): readonly Act[] => {
  let decided = 0;
  return acts.filter(({ state, hands }) => {
    if ((state !== 'succeeded' && state !== 'refused') || hands.length > 0) return true;
    decided += 1;
    return decided <= decidedShown;
  });
};

/** What a window shows before anything is known. */
export const emptyDesk = (revision: number, businessDate: string, since: string): DeskState => ({
  revision,
  agency: { zh: '', en: '' },
  terminalName: '',
  businessDate,
  staff: null,
  heldElsewhere: false,
  reader: { state: 'missing', name: null, insertionId: null, secondCard: false, pinPad: false },
  printer: { state: 'offline', paperNearEnd: false, trouble: null, proof: null },
  codeReader: 'none',
  central: { state: 'offline', since },
  clock: { isCentres: false, aheadSeconds: 0 },
  closed: null,
  till: null,
  card: null,
  scan: null,
  denyList: { asOf: null, entries: 0 },
  issuance: null,
  acts: [],
});

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

/** Sets members, answering the same state when they already are so. */
export const withMembers =
  (members: Partial<Omit<DeskState, 'revision' | 'card' | 'acts'>>): Step =>
  (state) => {
    const next = { ...state, ...members };
    return same(next, state) ? state : next;
  };

/** The link to the centre; `since` only moves when the state does. */
export const withLink =
  (link: LinkState['state'], at: string): Step =>
  (state) =>
    state.central.state === link ? state : { ...state, central: { state: link, since: at } };

export const withIdentity = (agency: Words, terminalName: string): Step =>
  withMembers({ agency, terminalName });

const unopened = {
  visitor: null,
  cardNumber: null,
  cardState: null,
  validUntil: null,
  bankAccount: null,
  bankAccountPays: false,
  blankFor: null,
  holder: null,
};

/** A card was put in: shown at once, before its first exchange. */
export const cardReading =
  (insertionId: string, milliseconds: number): Step =>
  (state) => ({
    ...state,
    card: {
      insertionId,
      stage: 'reading',
      exchanges: 0,
      milliseconds,
      problem: null,
      ...unopened,
      warnings: [],
      dues: [],
      entitlements: [],
      recoveries: [],
      others: [],
      lately: [],
    },
  });

/** Changes the card of this insertion; a card that has left meanwhile stays gone. */
export const withCard =
  (insertionId: string, members: Partial<Omit<CardOnDesk, 'insertionId'>>): Step =>
  (state) =>
    state.card?.insertionId === insertionId ? { ...state, card: { ...state.card, ...members } } : state;

/** The card cannot be used, for this reason; nothing of its holder is kept. */
export const cardRefused = (
  insertionId: string,
  problem: Problem,
  exchanges: number,
  milliseconds: number,
): Step =>
  withCard(insertionId, {
    stage: 'refused',
    problem,
    exchanges,
    milliseconds,
    ...unopened,
    warnings: [],
    dues: [],
    entitlements: [],
    recoveries: [],
    others: [],
    lately: [],
  });

/** Whom an act is for; nobody, where it is the till's own. */
export type ActHolder = Pick<Act, 'maskedName' | 'visitor'>;
export const nobody: ActHolder = { maskedName: null, visitor: null };

/** Whose card this insertion is; nobody's when it is not shown, or has left. */
export const holderOf = ({ card }: DeskState, insertionId: string): ActHolder =>
  card?.insertionId === insertionId && card.holder !== null
    ? { maskedName: maskName(card.holder.name), visitor: card.visitor }
    : nobody;

/** Wipes the card and what was scanned, with the card gone or nobody signed in. Acts never hold more of a name than its first character. */
export const holderGone: Step = (state) =>
  state.card === null && state.scan === null ? state : { ...state, card: null, scan: null };

/** Puts an act in its place, newest first. */
export const withAct =
  (act: Act): Step =>
  (state) => {
    const before = state.acts.find(({ key }) => key === act.key);
    if (before !== undefined && same(before, act)) return state;
    const others = state.acts.filter(({ key }) => key !== act.key);
    const acts = [...others, act].toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    return { ...state, acts: shownOf(acts) };
  };

/** Changes one act. */
export const changeAct =
  (key: string, members: Partial<Omit<Act, 'key'>>): Step =>
  (state) => {
    const act = state.acts.find((one) => one.key === key);
    return act === undefined ? state : withAct({ ...act, ...members })(state);
  };

export const withPrint = (key: string, print: PrintState): Step => changeAct(key, { print });

/** Replaces the list of acts, such as when another clerk signs in. */
export const withActs =
  (acts: readonly Act[]): Step =>
  (state) => {
    const shown = shownOf(acts);
    return same(shown, state.acts) ? state : { ...state, acts: shown };
  };

/** What a browser is shown that does not hold the desk while somebody else's does: the window and its devices, and nobody's affairs. */
export const fromElsewhere = (state: DeskState): DeskState => ({
  ...state,
  staff: null,
  heldElsewhere: state.staff !== null,
  till: null,
  card: null,
  scan: null,
  issuance: null,
  acts: [],
});
