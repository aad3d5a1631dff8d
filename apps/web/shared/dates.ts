/** Dates and clock times as the bureau writes them: 2026年11月24日, in English 24 Nov 2026, always of Asia/Shanghai. */
import { englishPeriod } from '#libs/kernel/english-date.js';
import { businessDate } from '#libs/kernel/plain-date.js';

const parts = (text: string): readonly number[] => text.slice(0, 10).split('-').map(Number);

/** The bureau's day `2026-11-24` of an instant, which may be another than that of Greenwich. */
export const dayOfInstant = (instant: string): string => businessDate(new Date(instant));

/** A date `2026-11-24`, or the bureau's day of an instant `2026-11-23T23:30:00Z`. */
export const displayDate = (date: string, language: 'zh' | 'en'): string => {
  const ofBureau = date.length > 10 ? dayOfInstant(date) : date;
  const [year = 0, month = 0, day = 0] = parts(ofBureau);
  return language === 'zh' ? `${year}年${month}月${day}日` : englishPeriod(ofBureau);
};

/** A year `2026`, a month `2026-11`, or months from one to another `2026-02/2026-11`. */
export const displayPeriod = (period: string, language: 'zh' | 'en'): string => {
  if (period.includes('/'))
    return period
      .split('/')
      .map((each) => displayPeriod(each, language))
      .join(' – ');
  const [year = 0, month] = parts(period);
  if (language === 'en') return englishPeriod(period);
  return month === undefined ? `${year}年` : `${year}年${month}月`;
};

const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** The clock time of an instant, such as 09:05:31. */
export const displayClock = (instant: string): string => clock.format(new Date(instant));

/** An instant as a spreadsheet takes it, in the bureau's time: `2026-11-24 20:06:29`. */
export const sheetInstant = (instant: string): string => `${dayOfInstant(instant)} ${displayClock(instant)}`;
