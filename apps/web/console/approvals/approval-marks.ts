/** How the states of an approval look. */
import type { SignName } from '../../shared/sign-paths.js';
import type { Tone } from '../../shared/tone.js';

/** Mark of a state; one that is not known looks as what is over. */
export const markOf = (state: string): { readonly tone: Tone; readonly sign: SignName } => {
  switch (state) {
    case 'waiting':
      return { tone: 'warn', sign: 'wait' };
    case 'approved':
      return { tone: 'good', sign: 'good' };
    case 'rejected':
      return { tone: 'bad', sign: 'bad' };
    default:
      return { tone: 'plain', sign: 'unknown' };
  }
};
