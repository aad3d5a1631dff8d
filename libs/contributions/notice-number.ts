/** The number on a notice of payment, which a unit names in its transfer: nine digits with two that check them, after `JF` (缴费). */

const checkOf = (digits: string): string => String(98n - ((BigInt(digits) * 100n) % 97n)).padStart(2, '0');

const reference = (letters: string, number: number): string => {
  const digits = String(number).padStart(9, '0');
  return `${letters}${digits}${checkOf(digits)}`;
};

/** Numbers that a text names after two letters, each once, in order; what only looks like one and does not check is none. */
const namedIn = (letters: string, text: string): readonly number[] => {
  const form = new RegExp(String.raw`(?<![A-Za-z0-9])${letters}\s?(\d{9})(\d{2})(?!\d)`, 'giu');
  const found = [...text.normalize('NFKC').matchAll(form)].flatMap(([, digits = '', check]) =>
    checkOf(digits) === check ? [Number(digits)] : [],
  );
  return [...new Set(found)];
};

/** A notice's number as it is printed, such as `JF00000012375`. `number` is a positive integer below 10⁹. */
export const noticeReference = (number: number): string => reference('JF', number);

/** What an order that another channel collects is called in its files and in the bank's statement: as notices are, after `PK` (批扣). */
export const orderReference = (number: number): string => reference('PK', number);

/** What a person's due is called in the row of an order: as notices are, after `GR` (个人). `serial` is that of the row. */
export const dueReference = (serial: number): string => reference('GR', serial);

/** The rows of dues that a text names. */
export const duesNamedIn = (text: string): readonly number[] => namedIn('GR', text);

/** The orders that a text names. */
export const ordersNamedIn = (text: string): readonly number[] => namedIn('PK', text);

/** The notices that a text names, each once, in order; what only looks like one and does not check is none. */
export const noticesNamedIn = (text: string): readonly number[] => namedIn('JF', text);

/** What a transfer of insurance is called in letters and in the bank's statement: as notices are, after `ZY` (转移). */
export const transferReference = (number: number): string => reference('ZY', number);

/** The transfers of insurance that a text names. */
export const transfersNamedIn = (text: string): readonly number[] => namedIn('ZY', text);

/** What is to be recovered of a benefit is called in letters and in the bank's statement: as notices are, after `ZH` (追回). */
export const recoveryReference = (number: number): string => reference('ZH', number);

/** The recoveries that a text names. */
export const recoveriesNamedIn = (text: string): readonly number[] => namedIn('ZH', text);

/** What the subsidy of a fund for a month is called in the bank's statement: as notices are, after `BT` (补贴), by scheme (AAE140) and month (`YYYY-MM`). */
export const subsidyReference = (scheme: string, month: string): string =>
  reference('BT', Number(`${scheme}${month.replace('-', '')}`));

/** The subsidies that a text names. */
export const subsidiesNamedIn = (
  text: string,
): readonly { readonly scheme: string; readonly month: string }[] =>
  namedIn('BT', text).map((number) => {
    const digits = String(number).padStart(9, '0');
    return { scheme: digits.slice(0, 3), month: `${digits.slice(3, 7)}-${digits.slice(7)}` };
  });

/** What a run of benefits is called in its files and in the bank's statement: as notices are, after `FF` (发放). */
export const payRunReference = (number: number): string => reference('FF', number);

/** The runs of benefits that a text names. */
export const payRunsNamedIn = (text: string): readonly number[] => namedIn('FF', text);
