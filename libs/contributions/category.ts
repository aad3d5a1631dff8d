/** Whom the government helps with contributions; kept with the person, decided by the civil affairs side. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';

/**
 * `severely-disabled` 重度残疾人（丧失劳动能力）, `minimum-living-allowance` 最低生活保障对象, `low-income` 低收入家庭成员;
 * `ordinary` is none of them.
 */
export type Category = 'ordinary' | 'severely-disabled' | 'minimum-living-allowance' | 'low-income';

/** As the bureau calls them. */
export const categoryWords: Readonly<Record<Category, Words>> = {
  ordinary: { zh: '普通居民', en: 'Resident without help' },
  'severely-disabled': { zh: '重度残疾人', en: 'Severely disabled' },
  'minimum-living-allowance': { zh: '低保对象', en: 'On minimum living allowance' },
  'low-income': { zh: '低收入家庭成员', en: 'Of a low-income family' },
};

/** Whether a stored text is a category. */
export const isCategory = (text: string): text is Category => Object.hasOwn(categoryWords, text);

/** What contributions need to know of a person. */
export type Contributor = {
  readonly birthDate: PlainDate;
  readonly category: Category;
};
