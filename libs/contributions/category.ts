/** Whom the government helps with contributions; kept with the person, decided by the civil affairs side. */
import type { PlainDate } from '#libs/kernel/plain-date.js';

/**
 * `severely-disabled` 重度残疾人（丧失劳动能力）, `minimum-living-allowance` 最低生活保障对象, `low-income` 低收入家庭成员;
 * `ordinary` is none of them.
 */
export type Category = 'ordinary' | 'severely-disabled' | 'minimum-living-allowance' | 'low-income';

const categories: ReadonlySet<string> = new Set<Category>([
  'ordinary',
  'severely-disabled',
  'minimum-living-allowance',
  'low-income',
]);

/** Whether a stored text is a category. */
export const isCategory = (text: string): text is Category => categories.has(text);

/** What contributions need to know of a person. */
export type Contributor = {
  readonly birthDate: PlainDate;
  readonly category: Category;
};
