/** What time it is by the centre, for whatever a page counts from now; and how far this machine's own clock is off, in words. */
import type { ClockState } from '#libs/contract/desk.js';

let aheadMs = 0;

/** Told with every state of the agent's. */
export const reckonWith = ({ aheadSeconds }: ClockState): void => {
  aheadMs = aheadSeconds * 1000;
};

/** Milliseconds since 1970, as the centre has it. */
export const centreNowMs = (): number => Date.now() - aheadMs;

const spanOf = (seconds: number, words: readonly [string, string, string, string]): string => {
  const parts = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  const first = parts.findIndex((part) => part > 0);
  // Two places say enough: nobody sets a clock that is a day off by the second.
  return parts
    .map((part, place) => ({ part, place }))
    .slice(first, first + 2)
    .filter(({ part }) => part > 0)
    .map(({ part, place }) => `${part} ${words[place] ?? ''}`)
    .join(' ');
};

/** `快 45 秒` / `45 s ahead`; `慢 1 天 3 小时` / `1 d 3 h behind`. */
export const clockOff = (aheadSeconds: number, language: 'zh' | 'en'): string => {
  const seconds = Math.abs(Math.round(aheadSeconds));
  if (language === 'en')
    return `${spanOf(seconds, ['d', 'h', 'min', 's'])} ${aheadSeconds < 0 ? 'behind' : 'ahead'}`;
  return `${aheadSeconds < 0 ? '慢' : '快'} ${spanOf(seconds, ['天', '小时', '分', '秒'])}`;
};
