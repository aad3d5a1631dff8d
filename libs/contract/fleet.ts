/**
 * What a terminal reports of itself, so that whoever looks after all of them sees each at once: its devices, what lies in its outbox, its
 * clock, and how acts went there, in counts alone.
 */
import { cardServices } from '#libs/cards/card-services.js';
import type { Words } from '#libs/kernel/words.js';
import { actName } from './act-words.js';

/** A terminal reports when something of it changes, and at least this often. */
export const reportedEveryMs = 15_000;

/** One that has reported nothing for so long is not heard. */
export const notHeardAfterMs = 4 * reportedEveryMs;

/** Upper bounds in seconds of the classes that durations are counted in; the last class is above them all. */
export const durationBounds = [1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 90, 120, 300, 600] as const;

/** The class of a duration. */
export const durationClass = (seconds: number): number => {
  const at = durationBounds.findIndex((bound) => seconds <= bound);
  return at === -1 ? durationBounds.length : at;
};

/** The median of durations counted in classes, in seconds, within its class as if they lay evenly there; null: there are none. */
export const medianSeconds = (classes: readonly number[]): number | null => {
  const all = classes.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let before = 0;
  for (const [at, count] of classes.entries()) {
    if (before + count >= all / 2) {
      const from = durationBounds[at - 1] ?? 0;
      const to = durationBounds[at] ?? durationBounds.at(-1) ?? from;
      return Math.round((from + ((all / 2 - before) / count) * (to - from)) * 10) / 10;
    }
    before += count;
  }
  return null;
};

/** A card that was put in, until it is known whose it is. */
export const cardAct = 'card';

/** Where an act ends that nobody carried through; a kiosk adds its own steps. */
export const gaveUpSteps = {
  reading: { zh: '读卡时拔卡', en: 'card pulled while it was read' },
  pin: { zh: '输入密码', en: 'at the PIN' },
  'card-gone': { zh: '办理中拔卡，或插了另一张卡', en: 'card pulled or swapped in the act' },
  sending: { zh: '已提交、未送达即撤回', en: 'called off before it was sent' },
  other: { zh: '其他', en: 'elsewhere' },
} as const satisfies Record<string, Words>;

/** What a step is called; one that is not known here by its code. */
export const stepName = (step: string): Words =>
  Object.hasOwn(gaveUpSteps, step) ? gaveUpSteps[step as keyof typeof gaveUpSteps] : { zh: step, en: step };

/** What a tallied act is called: a card read, a service of the card window, or an act with money. */
export const talliedName = (act: string): Words => {
  if (act === cardAct) return { zh: '读卡识别', en: 'card read' };
  return Object.hasOwn(cardServices, act)
    ? cardServices[act as keyof typeof cardServices].words
    : actName(act);
};

/** Why a terminal needs somebody; the worst first. */
export const terminalTroubles = {
  silent: { zh: '没有联络', en: 'not heard' },
  reader: { zh: '读卡器', en: 'reader' },
  printer: { zh: '打印机', en: 'printer' },
  paper: { zh: '缺纸或纸将尽', en: 'paper out or low' },
  outbox: { zh: '待发积压', en: 'outbox waits' },
  clock: { zh: '时钟不准', en: 'clock off' },
} as const satisfies Record<string, Words>;

export type TerminalTrouble = keyof typeof terminalTroubles;
