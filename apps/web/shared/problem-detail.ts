/** What a refusal was about, in the reader's language; what only a technician can read is left off the screen. */
import { schemes } from '#libs/contract/schemes.js';
import { displayYuan } from '#libs/money/display.js';
import { yuan } from '#libs/money/fen.js';

import { clockOff } from './centre-now.js';
import { displayPeriod } from './dates.js';

const chineseThenEnglish = /^(.*\p{Script=Han}.*?) *\/ (\P{Script=Han}+)$/u;
/** Figures that anybody reads: months, references with their two letters, amounts, and what is not the same as what. */
const figures = /^(?:(?:(?:JF|ZY|PK|GR|ZH)\d{11}|\d{4}-\d{2}(?:-\d{2})?|\d+(?:\.\d{2})?|…|≠|–|→|，) ?)+$/u;
const namesSomething = /(?:JF|ZY|PK|GR|ZH)\d{11}|\d{4}-\d{2}|≠/u;
const schemeAndPeriod = /^(\d{3}) (\d{4}(?:-\d{2})?)(?:: (\d+\.\d{2}))?$/;

/**
 * The `detail` of a problem for the person at the window: a reason given in both languages (`账户余额不足 / The balance
 * is insufficient`), by how much a clock is wrong (`-312 s`), a due or entitlement by its scheme and period (`170 2026-11`, with `: 150.00` for a tier), or
 * months, references and amounts (`2026-10 JF00000012375`, `8999.00 ≠ 9000.00`). Null
 * for anything else, such as a card's status word.
 */
export const readableDetail = (detail: string | undefined, language: 'zh' | 'en'): string | null => {
  if (detail === undefined) return null;
  const [, chinese, english] = chineseThenEnglish.exec(detail) ?? [];
  if (chinese !== undefined && english !== undefined) return language === 'zh' ? chinese : english;
  const [, aheadSeconds] = /^(-?\d+) s$/.exec(detail) ?? [];
  if (aheadSeconds !== undefined)
    return `${language === 'zh' ? '本机时间' : ''}${clockOff(Number(aheadSeconds), language)}`;
  const asDue = schemeAndPeriod.test(detail);
  if (!asDue && figures.test(detail) && namesSomething.test(detail)) return detail;
  const [, scheme, period, amount] = schemeAndPeriod.exec(detail) ?? [];
  if (scheme === undefined || period === undefined || !(scheme in schemes)) return null;
  const name = schemes[scheme as keyof typeof schemes][language];
  const item = `${name} ${displayPeriod(period, language)}`;
  return amount === undefined ? item : `${item} ${displayYuan(yuan(amount))}`;
};
