/** Full-width digits, letters and signs (０-９, Ｘ, ．, ，, ￥) as the plain ones they mean; a Chinese full stop is a decimal point. */
export const narrow = (typed: string): string => typed.normalize('NFKC').replaceAll('。', '.');
