/** Asks the centre, by the agent: every act of the console's table, with what it is asked and answered with. */
import {
  consoleAddress,
  consoleRoutes,
  type ConsoleAct,
  type ConsoleAnswer,
  type ConsoleRequest,
} from '#libs/contract/console.js';

import { type Answer, get, post } from '../shared/request.js';

/** What is read or decided; `request` has what the route of the act has: `path`, `query`, `body`. */
export const askCentre = <A extends ConsoleAct>(
  act: A,
  request: ConsoleRequest<A>,
): Promise<Answer<ConsoleAnswer<A>>> => {
  const address = consoleAddress(act, request);
  if (consoleRoutes[act][0] === 'get') return get<ConsoleAnswer<A>>(address);
  const { body } = request as { readonly body?: unknown };
  return post<ConsoleAnswer<A>>(address, body);
};
