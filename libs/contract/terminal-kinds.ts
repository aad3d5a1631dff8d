/** The kinds of terminals: which there are, and what each is called. */
import type { Words } from '#libs/kernel/words.js';

/** `window`: somebody of the staff sits there; `kiosk`: people serve themselves there, with nothing but the card. */
export const terminalKinds = {
  window: { zh: '窗口', en: 'Window' },
  kiosk: { zh: '自助终端', en: 'Kiosk' },
} as const satisfies Record<string, Words>;

export type TerminalKind = keyof typeof terminalKinds;

export const terminalKindNames = Object.keys(terminalKinds) as readonly TerminalKind[];
