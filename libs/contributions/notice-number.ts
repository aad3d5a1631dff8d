/** The number on a notice of payment, which a unit names in its transfer: nine digits with two that check them, after `JF` (缴费). */

const checkOf = (digits: string): string => String(98n - ((BigInt(digits) * 100n) % 97n)).padStart(2, '0');

/** A notice's number as it is printed, such as `JF00000012375`. `number` is a positive integer below 10⁹. */
export const noticeReference = (number: number): string => {
  const digits = String(number).padStart(9, '0');
  return `JF${digits}${checkOf(digits)}`;
};

/** The notices that a text names, each once, in order; what only looks like one and does not check is none. */
export const noticesNamedIn = (text: string): readonly number[] => {
  const found = [...text.normalize('NFKC').matchAll(/(?<![A-Za-z0-9])JF\s?(\d{9})(\d{2})(?!\d)/giu)].flatMap(
    ([, digits = '', check]) => (checkOf(digits) === check ? [Number(digits)] : []),
  );
  return [...new Set(found)];
};
