/** What waits at a window in the reader's words: what it is, whose, and why. */
import { cardServices } from '#libs/cards/card-services.js';
import { actName } from '#libs/contract/act-words.js';
import { describeProblem, isProblemCode } from '#libs/contract/problems.js';

import { useWording } from '../../shared/language.js';
import type { WaitingAct } from '../api.js';

const isService = (name: string): name is keyof typeof cardServices => name in cardServices;

/** What the registry says of an act's cause; null: nothing was said, or nothing of the registry. */
export const saidOf = ({ problemCode: code }: WaitingAct) =>
  code !== null && isProblemCode(code) ? describeProblem(code) : null;

export const useActWords = () => {
  const { t, say } = useWording();
  return {
    kindOf: ({ kind, service }: WaitingAct): string =>
      service !== null && isService(service) ? say(cardServices[service].words) : say(actName(kind)),
    clerkOf: ({ staffNumber, staffName }: WaitingAct): string =>
      staffNumber === null ? t('windows.noClerk') : [staffName, staffNumber].filter(Boolean).join(' '),
    causeOf: (act: WaitingAct): string | null => {
      if (act.problemCode === 'sign-in-expired') return t('windows.waitsForClerk');
      const said = saidOf(act);
      return said === null ? act.problemCode : say(said.title);
    },
  };
};
