/** Amounts on the pages: yuan as they travel ("1090.00") shown and summed, without ever becoming a float. */
import { displayYuan } from '#libs/money/display.js';
import { askedYuan, compare, type Fen, formatYuan, parseYuan, subtract, sum, yuan } from '#libs/money/fen.js';

/** `¥1,090.00` of a travelling amount. */
export const showAmount = (amount: string): string => displayYuan(yuan(amount));

/** The sum of travelling amounts, as one. */
export const totalOf = (amounts: readonly string[]): string => formatYuan(sum(amounts.map(yuan)));

/** What a person typed, with `,` and spaces forgiven; null when it is no amount above zero. */
export const readTyped = (text: string): string | null => {
  const amount: Fen | null = parseYuan(text.replaceAll(/[\s,，¥]/g, ''));
  return amount === null || amount <= 0n ? null : formatYuan(amount);
};

/** As {@link readTyped}, and no more than can be asked for (ten digits of yuan). */
export const readAsked = (text: string): string | null => {
  const amount = readTyped(text);
  return amount !== null && askedYuan.test(amount) ? amount : null;
};

/** Whether there is enough for it. */
export const covers = (there: string, needed: string): boolean => compare(yuan(there), yuan(needed)) >= 0;

/** The change to give back on `received`; null when it does not cover `due`. */
export const changeOf = (received: string, due: string): string | null =>
  compare(yuan(received), yuan(due)) < 0 ? null : formatYuan(subtract(yuan(received), yuan(due)));
