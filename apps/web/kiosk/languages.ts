/** Languages of the page: Chinese and English as it was built, and those that the bureau has added by files. */
import type { KioskLanguage, LanguageWords } from '#libs/contract/self-service.js';
import { computed, type Ref, ref, shallowRef, watch } from 'vue';
import { useI18n } from 'vue-i18n';

import type { Link } from '../shared/event-stream.js';
import { get } from '../shared/request.js';
import { chinese } from './words/chinese.js';

/** Each by its own name: whoever looks for it reads no other. */
const built = [
  { code: 'zh', name: '中文' },
  { code: 'en', name: 'English' },
] as const;

const valuesIn = (text: string): string => [...new Set(text.match(/\{\w+\}/gu))].toSorted().join();

/**
 * Words whole: those of `added`, and what it lacks of `whole`. Lacking is also a text that leaves a value out, or has one of its own: it
 * would ask for a confirmation without the amount.
 */
export const completed = (whole: LanguageWords, added: LanguageWords): LanguageWords =>
  Object.fromEntries(
    Object.entries(whole).map(([key, said]) => {
      const own = Object.hasOwn(added, key) ? added[key] : undefined;
      if (typeof said !== 'string') return [key, typeof own === 'object' ? completed(said, own) : said];
      const says = typeof own === 'string' && own.trim() !== '' && valuesIn(own) === valuesIn(said);
      return [key, says ? own : said];
    }),
  );

/** Which there are, which is read now, and whether somebody is choosing one. Asked for whenever the agent is there anew. */
export const useLanguages = (page: string, link: Ref<Link>) => {
  const { locale, setLocaleMessage } = useI18n({ useScope: 'global' });
  const added = shallowRef<readonly KioskLanguage[]>([]);
  const choosing = ref(false);
  const all = computed<readonly Pick<KioskLanguage, 'code' | 'name'>[]>(() => [...built, ...added.value]);
  const others = computed(() => all.value.filter(({ code }) => code !== locale.value));

  const read = async (): Promise<void> => {
    const answer = await get<readonly KioskLanguage[]>(`/self-service/languages?page=${page}`);
    if (answer.outcome !== 'done') return;
    for (const { code, words } of answer.value) setLocaleMessage(code, completed(chinese, words));
    added.value = answer.value;
    if (all.value.every(({ code }) => code !== locale.value)) locale.value = 'zh';
  };
  watch(link, (now) => {
    if (now === 'online') void read();
  });

  const choose = (code: string): void => {
    locale.value = code;
    choosing.value = false;
  };
  return {
    all,
    others,
    choosing,
    current: locale,
    choose,
    /** Between two there is no choice: the other it is. */
    change: (): void => {
      const [other, ...more] = others.value;
      if (other !== undefined && more.length === 0) choose(other.code);
      else choosing.value = !choosing.value;
    },
    /** As whoever comes next finds it. */
    reset: (): void => choose('zh'),
  };
};
