/** How benefits and claims to them are marked by how they stand. */
import type { SignName } from '../../shared/sign-paths.js';
import type { Tone } from '../../shared/tone.js';

type Mark = { readonly tone: Tone; readonly sign: SignName };

/** `normal`, `suspended`, `ended` or `to-come`. */
export const markOfBenefit = (state: string): Mark => {
  if (state === 'normal') return { tone: 'good', sign: 'good' };
  if (state === 'suspended') return { tone: 'warn', sign: 'warn' };
  return { tone: 'plain', sign: 'wait' };
};

/** `asked`, `approved` or `refused`. */
export const markOfClaim = (state: string): Mark => {
  if (state === 'approved') return { tone: 'good', sign: 'good' };
  return state === 'refused' ? { tone: 'bad', sign: 'bad' } : { tone: 'warn', sign: 'wait' };
};
