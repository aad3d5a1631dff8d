/** How long ago something was asked for, and how long it may still be decided, in the reader's language. */
import { centreNowMs } from '../../shared/centre-now.js';
import { useWording } from '../../shared/language.js';

const hourMs = 3_600_000;
const daysFromHours = 48;

export const useSpans = () => {
  const { t } = useWording();
  return {
    ago: (hours: number): string => {
      if (hours < 1) return t('approvals.ago.now');
      return hours < daysFromHours
        ? t('approvals.ago.hours', { hours })
        : t('approvals.ago.days', { days: Math.floor(hours / 24) });
    },
    /** `at`: the instant from which nobody decides it. */
    left: (at: string): string => {
      const ms = Date.parse(at) - centreNowMs();
      if (ms <= 0) return t('approvals.left.over');
      if (ms < hourMs) return t('approvals.left.minutes', { minutes: Math.ceil(ms / 60_000) });
      const hours = Math.floor(ms / hourMs);
      return hours < daysFromHours
        ? t('approvals.left.hours', { hours })
        : t('approvals.left.days', { days: Math.floor(hours / 24) });
    },
    /** Whether it has to be decided soon: within half a day. */
    isSoon: (at: string): boolean => Date.parse(at) - centreNowMs() < 12 * hourMs,
  };
};
