/** The next steps of a refusal that this page can take itself, each as a button. */
import type { Act } from '#libs/contract/desk.js';
import type { Problem, ProblemCode } from '#libs/contract/problems.js';

import type { Desk } from '../desk.js';

export type NextStep = { readonly words: string; readonly take: () => void };

const cashInstead: readonly ProblemCode[] = ['bank-refused', 'no-bank-account'];
const listIsOld: readonly ProblemCode[] = [
  'due-unknown',
  'due-paid',
  'amount-differs',
  'tier-unknown',
  'entitlement-unknown',
  'entitlement-paid',
];

/** What can be done about `problem`; `act` is the one it belongs to, if any. */
export const nextSteps = (desk: Desk, problem: Problem, act: Act | null): readonly NextStep[] => {
  const before = act === null ? undefined : desk.sent.get(act.key);
  const stillOpen = desk.basket.items.value.filter((item) => !item.inPayment).map(({ key }) => key);
  // What was settled some other way meanwhile needs no next step any more.
  const draft = before?.draft ?? null;
  const sent = draft?.items.some(({ key }) => stillOpen.includes(key)) === true ? draft : undefined;
  const again = (channel: 'bank' | 'cash') => (): void => {
    if (sent === undefined) return;
    desk.basket.channel.value = channel;
    desk.basket.turnTo(act?.kind === 'collection' ? 'collect' : 'pay');
    desk.basket.pickAgain(sent.items.map(({ key }) => key));
    desk.backToList();
  };
  if (problem.code === 'sign-in-expired') return [{ words: 'signIn.go', take: desk.askToSignIn }];
  if (listIsOld.includes(problem.code) && desk.card.value !== null)
    return [{ words: 'acts.reload', take: () => void desk.reload() }];
  if (cashInstead.includes(problem.code) && sent !== undefined)
    return [{ words: 'acts.useCash', take: again('cash') }];
  if (problem.code === 'shift-ended')
    return [{ words: 'acts.endShift', take: () => desk.open({ kind: 'shift', leaving: false }) }];
  if (problem.code === 'till-short') {
    const draw = { words: 'acts.draw', take: () => desk.open({ kind: 'till', way: 'draws' }) };
    if (sent === undefined) return [draw];
    const onceDrawn = { words: 'acts.again', take: again('cash') };
    return desk.basket.hasBank.value
      ? [draw, onceDrawn, { words: 'acts.useBank', take: again('bank') }]
      : [draw, onceDrawn];
  }
  if (problem.retry === 'same-key' && sent !== undefined)
    return [{ words: 'acts.again', take: again(sent.channel) }];
  return [];
};
