/** How the state of a job or of long work is marked: in a sign and a tone beside its word. */
import type { SignName } from '../../shared/sign-paths.js';
import type { Tone } from '../../shared/tone.js';
import type { Job, Work } from '../api.js';

type Mark = { readonly tone: Tone; readonly sign: SignName };

/** A pause counts before what a job did last, and an alarm before both. */
export const jobMarkOf = ({
  state,
  enabled,
  overdue,
}: Pick<Job, 'state' | 'enabled' | 'overdue'>): Mark & { readonly word: string } => {
  if (state === 'stuck') return { tone: 'bad', sign: 'bad', word: 'stuck' };
  if (overdue) return { tone: 'bad', sign: 'bad', word: 'overdue' };
  if (state === 'running') return { tone: 'plain', sign: 'wait', word: 'running' };
  if (!enabled) return { tone: 'warn', sign: 'lock', word: 'paused' };
  return state === 'failed'
    ? { tone: 'warn', sign: 'warn', word: 'failed' }
    : { tone: 'good', sign: 'good', word: 'idle' };
};

const workMarks: Readonly<Record<Work['state'], Mark>> = {
  open: { tone: 'plain', sign: 'wait' },
  failed: { tone: 'warn', sign: 'warn' },
  stuck: { tone: 'bad', sign: 'bad' },
  finished: { tone: 'good', sign: 'good' },
};
export const workMarkOf = ({ state }: Pick<Work, 'state'>): Mark => workMarks[state];
