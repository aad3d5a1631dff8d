/** How each outcome of an act and of its print looks: colour and sign, always beside the word. */
import type { Act, PrintState } from '#libs/contract/desk.js';

import type { SignName } from '../../shared/sign-paths.js';
import type { Tone } from '../../shared/tone.js';

type Look = { readonly tone: Tone; readonly sign: SignName };

export const actLooks: Readonly<Record<Act['state'], Look>> = {
  sending: { tone: 'plain', sign: 'wait' },
  running: { tone: 'plain', sign: 'wait' },
  succeeded: { tone: 'good', sign: 'good' },
  refused: { tone: 'bad', sign: 'bad' },
  unknown: { tone: 'warn', sign: 'unknown' },
};

export const printLooks: Readonly<Record<PrintState['outcome'], Look>> = {
  waiting: { tone: 'plain', sign: 'wait' },
  held: { tone: 'warn', sign: 'printer' },
  printing: { tone: 'plain', sign: 'printer' },
  printed: { tone: 'good', sign: 'good' },
  failed: { tone: 'bad', sign: 'bad' },
  unproven: { tone: 'warn', sign: 'unknown' },
};
