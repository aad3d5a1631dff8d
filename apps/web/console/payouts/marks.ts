/** How runs of benefits and their rows are marked by how they stand. */
import type { SignName } from '../../shared/sign-paths.js';
import type { Tone } from '../../shared/tone.js';

type Mark = { readonly tone: Tone; readonly sign: SignName };

const waits: Mark = { tone: 'plain', sign: 'wait' };
const good: Mark = { tone: 'good', sign: 'good' };
const warns: Mark = { tone: 'warn', sign: 'warn' };

export const markOfRun = (state: string): Mark => {
  if (state === 'answered') return good;
  return state === 'refused' ? { tone: 'bad', sign: 'bad' } : waits;
};

export const markOfItem = (state: string): Mark => {
  if (state === 'paid') return good;
  return ['failed', 'returned', 'left', 'doubt'].includes(state) ? warns : waits;
};
