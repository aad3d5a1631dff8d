/** Asks the centre, by the agent, for whichever page it is: what an act is asked and answered with, and writes with a key of their own. */
import {
  consoleAddress,
  consoleRoutes,
  type ConsoleAct,
  type ConsoleAnswer,
  type ConsoleRequest,
  type DoorRoot,
} from '#libs/contract/console.js';
import { inject, type InjectionKey, provide } from 'vue';

import { intentOf } from './intents.js';
import { type Answer, get, post } from './request.js';

type AskCentre = <A extends ConsoleAct>(
  act: A,
  request: ConsoleRequest<A>,
) => Promise<Answer<ConsoleAnswer<A>>>;

/** Asks at one door of the agent's. A decision has a key; `request` has what the route of the act has: `path`, `query`, `body`. */
export const centreAt =
  (root: DoorRoot): AskCentre =>
  async <A extends ConsoleAct>(act: A, request: ConsoleRequest<A>): Promise<Answer<ConsoleAnswer<A>>> => {
    const address = consoleAddress(act, request, root);
    if (consoleRoutes[act][0] === 'get') return get<ConsoleAnswer<A>>(address);
    const { body } = request as { readonly body?: unknown };
    const dialog = [...document.querySelectorAll('.page-dialog')].at(-1) ?? null;
    const { key, settle } = intentOf(address, JSON.stringify(body ?? {}), dialog);
    const answer = await post<ConsoleAnswer<A>>(address, body, key);
    settle(answer);
    return answer;
  };

/** What forms that stand on both pages ask with; `heed` notes an expired sign-in. */
type Centre = { readonly ask: AskCentre; readonly heed: <T>(answer: Answer<T>) => Answer<T> };

const centreKey: InjectionKey<Centre> = Symbol('centre');

/** Called by the page itself. */
export const provideCentre = (centre: Centre): void => provide(centreKey, centre);

/** The centre as this page asks it, for any form in it. */
export const useCentre = (): Centre => {
  const found = inject(centreKey);
  if (found === undefined) throw new Error('the centre is not provided');
  return found;
};
