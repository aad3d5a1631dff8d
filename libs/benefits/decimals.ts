/** Decimal numbers that are no money, such as a mean index or years of payment, as whole ten-thousandths, so that products stay exact. */

/** The unit a decimal is counted in: 1.25 is 12 500 of them. */
export const tenThousand = 10_000n;

/** Ten-thousandths of a plain decimal with at most four places, such as `1.2` or `0.6`; null for anything else. */
export const parseDecimal = (text: string): bigint | null => {
  const match = /^(0|[1-9]\d{0,5})(?:\.(\d{1,4}))?$/.exec(text);
  if (!match) return null;
  return BigInt(match[1] ?? '0') * tenThousand + BigInt((match[2] ?? '').padEnd(4, '0'));
};

/** As people write it, without zeros at the end. */
export const formatDecimal = (count: bigint): string => {
  const places = (count % tenThousand).toString().padStart(4, '0').replace(/0+$/u, '');
  return `${count / tenThousand}${places === '' ? '' : `.${places}`}`;
};
