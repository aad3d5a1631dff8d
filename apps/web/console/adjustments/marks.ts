/** How the states of an adjustment are marked, and which of them go on by themselves. */
import type { SignName } from '../../shared/sign-paths.js';
import type { Tone } from '../../shared/tone.js';

export const markOfAdjustment = (state: string): { readonly tone: Tone; readonly sign: SignName } => {
  if (state === 'applied') return { tone: 'good', sign: 'good' };
  return state === 'refused' ? { tone: 'bad', sign: 'bad' } : { tone: 'plain', sign: 'wait' };
};

export const isUnderWay = (state: string): boolean => state === 'simulating' || state === 'applying';
