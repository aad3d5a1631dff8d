/** How each state of a card's life looks: colour and sign, always beside its words. */
import type { LifeState } from '#libs/cards/card-life.js';

import type { SignName } from '../../shared/sign-paths.js';
import type { Tone } from '../../shared/tone.js';

type Look = { readonly tone: Tone; readonly sign: SignName };

const looks: Readonly<Record<LifeState, Look>> = {
  applied: { tone: 'plain', sign: 'wait' },
  approved: { tone: 'plain', sign: 'wait' },
  rejected: { tone: 'bad', sign: 'bad' },
  withdrawn: { tone: 'plain', sign: 'bad' },
  'in-production': { tone: 'plain', sign: 'wait' },
  personalised: { tone: 'plain', sign: 'card' },
  delivered: { tone: 'warn', sign: 'card' },
  'handed-over': { tone: 'warn', sign: 'lock' },
  enabled: { tone: 'good', sign: 'good' },
  'temporarily-lost': { tone: 'bad', sign: 'warn' },
  'formally-lost': { tone: 'bad', sign: 'bad' },
  locked: { tone: 'bad', sign: 'lock' },
  replaced: { tone: 'plain', sign: 'bad' },
  cancelled: { tone: 'plain', sign: 'bad' },
};

/** The look of a state by its name; one this page does not know yet looks plain. */
export const lookOfState = (state: string): Look =>
  looks[state as LifeState] ?? { tone: 'plain', sign: 'unknown' };
