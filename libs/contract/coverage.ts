/** The universal participation plan (全民参保计划): what everybody should be insured in, how they stand, and what asking them came to. */
import type { Words } from '#libs/kernel/words.js';

/** What everybody should be insured in, and the schemes that do it (AAE140). */
export const duties = {
  pension: { words: { zh: '养老保险', en: 'Pension' }, schemes: ['110', '120', '170'] },
  medical: { words: { zh: '医疗保险', en: 'Medical' }, schemes: ['310', '390'] },
} as const satisfies Record<string, { readonly words: Words; readonly schemes: readonly string[] }>;

export type Duty = keyof typeof duties;
export const dutyNames = Object.keys(duties) as readonly Duty[];

/** How somebody stands towards a duty. `insured`: it is done; `arrears`: they are
 * insured, and owe; `gap`: they should be insured and are not; `apart`: it is none of theirs. Gaps and arrears are followed up. */
export const standings = {
  covered: { words: { zh: '参保缴费', en: 'insured and paid' }, kind: 'insured' },
  receiving: { words: { zh: '领取待遇', en: 'draws a pension' }, kind: 'insured' },
  unpaid: { words: { zh: '参保欠费', en: 'insured, unpaid' }, kind: 'arrears' },
  suspended: { words: { zh: '中断', en: 'suspended' }, kind: 'gap' },
  stopped: { words: { zh: '终止', en: 'ended' }, kind: 'gap' },
  none: { words: { zh: '从未参保', en: 'never took part' }, kind: 'gap' },
  unregistered: { words: { zh: '未登记', en: 'not in the register' }, kind: 'gap' },
  dead: { words: { zh: '登记为死亡', en: 'dead by the register' }, kind: 'apart' },
  'not-due': { words: { zh: '无需参保', en: 'not due' }, kind: 'apart' },
} as const satisfies Record<
  string,
  { readonly words: Words; readonly kind: 'insured' | 'arrears' | 'gap' | 'apart' }
>;

export type Standing = keyof typeof standings;
export const standingNames = Object.keys(standings) as readonly Standing[];

/** Categories of the population list, by the digit that stands for them in a file. */
export const populationCategories = {
  employed: { digit: '1', words: { zh: '在职', en: 'employed' } },
  flexible: { digit: '2', words: { zh: '灵活就业', en: 'flexible work' } },
  resident: { digit: '3', words: { zh: '城乡居民', en: 'resident' } },
  student: { digit: '4', words: { zh: '在校学生', en: 'student' } },
  child: { digit: '5', words: { zh: '儿童', en: 'child' } },
  retired: { digit: '6', words: { zh: '离退休', en: 'retired' } },
  other: { digit: '9', words: { zh: '其他', en: 'other' } },
} as const satisfies Record<string, { readonly digit: string; readonly words: Words }>;

export type PopulationCategory = keyof typeof populationCategories;
export const populationCategoryNames = Object.keys(populationCategories) as readonly PopulationCategory[];

/** What asking somebody came to. */
export const followUpResults = {
  enrolled: { zh: '已参保', en: 'enrolled now' },
  'insured-elsewhere': { zh: '在外地参保', en: 'insured elsewhere' },
  student: { zh: '在校学生', en: 'student' },
  soldier: { zh: '现役军人', en: 'soldier' },
  prison: { zh: '服刑', en: 'in prison' },
  deceased: { zh: '已死亡', en: 'deceased' },
  moved: { zh: '迁出或出国', en: 'moved away or abroad' },
  'not-found': { zh: '查无此人', en: 'not found' },
  refuses: { zh: '不愿参保', en: 'refuses' },
  'cannot-pay': { zh: '无力缴费', en: 'cannot pay' },
  'not-aware': { zh: '不了解政策', en: 'does not know of it' },
  receiving: { zh: '已领待遇', en: 'receives a benefit' },
  'wrong-data': { zh: '信息有误', en: 'wrong data' },
  other: { zh: '其他', en: 'other' },
} as const satisfies Record<string, Words>;

export type FollowUpResult = keyof typeof followUpResults;
export const followUpResultNames = Object.keys(followUpResults) as readonly FollowUpResult[];

/** How what was paid or collected in a month was: with a card at a window, by cash or from and to the account, or without a card. */
export const cardWays = {
  'card-cash': { zh: '刷卡，现金', en: 'with the card, in cash' },
  'card-bank': { zh: '刷卡，银行账户', en: 'with the card, by bank account' },
  'no-card': { zh: '未刷卡', en: 'without a card' },
} as const satisfies Record<string, Words>;

export type CardWay = keyof typeof cardWays;
