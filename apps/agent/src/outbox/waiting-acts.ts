/** Which acts of this window wait for too long, and what may be said of them: nothing of whom or what they are for. */
import type { Act } from '#libs/contract/desk.js';
import { mostWaitingActs, waitsAfterMs, type WaitingActState } from '#libs/contract/waiting-acts.js';
import type { Schemas } from '../central/central.client.js';

type Statement = Schemas['WaitingActsStatementDto'];

/** A person has to look at it, however short it waits. */
const needsPerson = (act: Act): boolean => act.problem?.retry === 'after-review';

const isUndecided = (act: Act): act is Act & { readonly state: WaitingActState } =>
  act.state !== 'succeeded' && act.state !== 'refused';

/** What the centre is told of the acts shown at this window, longest waiting first. */
export const statementOf = (acts: readonly Act[], nowMs: number): Statement => {
  const waiting = acts
    .filter(isUndecided)
    .filter((act) => needsPerson(act) || nowMs - Date.parse(act.startedAt) >= waitsAfterMs)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  return {
    total: waiting.length,
    acts: waiting
      .slice(0, mostWaitingActs)
      .map(({ key, kind, service, state, startedAt, staffNumber, problem }) => ({
        key,
        kind,
        ...(service === null ? {} : { service }),
        state,
        since: startedAt,
        ...(staffNumber === '' ? {} : { staffNumber }),
        ...(problem === null ? {} : { problemCode: problem.code }),
      })),
  };
};
