/** Asks the centre, by the agent: every act of the console's table, with what it is asked and answered with. */
import {
  consoleAddress,
  consoleRoutes,
  type ConsoleAct,
  type ConsoleAnswer,
  type ConsoleRequest,
} from '#libs/contract/console.js';

import { intentOf } from '../shared/intents.js';
import { type Answer, get, post } from '../shared/request.js';

/** What is read or decided, a decision with a key of its own; `request` has what the route of the act has: `path`, `query`, `body`. */
export const askCentre = async <A extends ConsoleAct>(
  act: A,
  request: ConsoleRequest<A>,
): Promise<Answer<ConsoleAnswer<A>>> => {
  const address = consoleAddress(act, request);
  if (consoleRoutes[act][0] === 'get') return get<ConsoleAnswer<A>>(address);
  const { body } = request as { readonly body?: unknown };
  const dialog = document.querySelector('.page-dialog');
  const { key, settle } = intentOf(address, JSON.stringify(body ?? {}), dialog);
  const answer = await post<ConsoleAnswer<A>>(address, body, key);
  settle(answer);
  return answer;
};
