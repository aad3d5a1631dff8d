/** Numbers and spans of time as the console writes them. */
import { countedAtMost } from '#libs/contract/lists.js';
import { useWording } from '../shared/language.js';

const grouped = new Intl.NumberFormat('en-US');

/** `58,237`. */
export const showCount = (count: number): string => grouped.format(count);

/** How many match in a list: `10,000+` where it counted no further. */
export const showTotal = (total: number): string =>
  total > countedAtMost ? `${showCount(countedAtMost)}+` : showCount(total);

/** `37.5%`; an empty whole is nothing done. */
export const showShare = (part: number, whole: number): string =>
  whole === 0 ? '0%' : `${Math.floor((part / whole) * 1000) / 10}%`;

/** Instants and spans in the reader's language. */
export const useTimes = () => {
  const { t, day, clock } = useWording();
  return {
    /** Day and time of an instant. */
    instant: (at: string): string => `${day(at)} ${clock(at).slice(0, 5)}`,
    /** `3 分 20 秒`. */
    span: (seconds: number): string => {
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
      if (hours > 0) return t('span.hours', { hours, minutes });
      return minutes > 0
        ? t('span.minutes', { minutes, seconds: Math.round(seconds % 60) })
        : t('span.seconds', { seconds: Math.round(seconds) });
    },
  };
};
