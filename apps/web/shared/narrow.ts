/** Full-width digits, letters and signs (０-９, Ｘ, ．, ，, ￥) as the plain ones they mean; a Chinese full stop is a decimal point. */
export const narrow = (typed: string): string => typed.normalize('NFKC').replaceAll('。', '.');

/** Without blanks of any width, line breaks, and what has no width at all, wherever they stand. */
export const withoutBlanks = (typed: string): string => typed.replaceAll(/[\s\p{Cf}\p{Cc}]/gu, '');

/** Words to search for: a number as it is meant, a name as it was typed. */
export const sought = (typed: string): string =>
  (/\p{Script=Han}/u.test(typed) ? typed : narrow(typed)).trim();
