/** The language a person reads: Chinese unless switched, remembered in this browser. */
import type { Problem, Words } from '#libs/contract/problems.js';
import { watch } from 'vue';
import { createI18n, useI18n } from 'vue-i18n';

import { displayClock, displayDate, displayPeriod } from './dates.js';
import { clockOff } from './centre-now.js';
import { readableDetail } from './problem-detail.js';

export type Language = 'zh' | 'en';

/** The words of a page: keys, or groups of keys. The English page has to say all that the Chinese one says. */
export type PageWords = { readonly [key: string]: string | PageWords };

const rememberedAs = 'language';

/** A browser may keep nothing for us, or be full: then the language is chosen again next time, and the page works. */
const remembered = (): Language => {
  try {
    return localStorage.getItem(rememberedAs) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
};
const remember = (language: string): void => {
  try {
    localStorage.setItem(rememberedAs, language);
  } catch {
    // As it says above.
  }
};

/** Sets a page up with its words in both languages. */
export const createLanguage = <W extends PageWords>(zh: W, en: W) => {
  const i18n = createI18n<false>({
    legacy: false,
    locale: remembered(),
    fallbackLocale: 'zh',
    messages: { zh: { ...zh }, en: { ...en } },
  });
  const { locale } = i18n.global;
  watch(
    locale,
    (language) => {
      remember(language);
      document.documentElement.lang = language === 'zh' ? 'zh-CN' : language;
    },
    { immediate: true },
  );
  return i18n;
};

/** How a component speaks: its page's words by key, words that came with the data, and dates. */
export const useWording = () => {
  const { t, locale } = useI18n();
  const language = (): Language => (locale.value === 'en' ? 'en' : 'zh');
  return {
    t,
    locale,
    say: (words: Words): string => words[language()],
    day: (date: string): string => displayDate(date, language()),
    period: (period: string): string => displayPeriod(period, language()),
    /** What exactly was refused, where a reader of this language can make something of it. */
    sayDetail: ({ detail }: Problem): string | null => readableDetail(detail, language()),
    /** How far a clock is off: `快 45 秒`. */
    sayClockOff: (aheadSeconds: number): string => clockOff(aheadSeconds, language()),
    /** A note in both languages, `已过期 / expired`, in the one that is read; any other as it is. */
    sayNote: (note: string): string => readableDetail(note, language()) ?? note,
    /** A remark in brackets, as this language writes them after a word. */
    aside: (...remark: readonly string[]): string =>
      language() === 'zh' ? `（${remark.join('，')}）` : ` (${remark.join(', ')})`,
    clock: displayClock,
  };
};
