/** The number people know an adjustment of pensions by. */

/** 调待号: `TZ` and six digits. */
export const adjustmentReference = (number: number): string => `TZ${String(number).padStart(6, '0')}`;

/** The number in a reference, however it was typed, or alone; null for another text. */
export const adjustmentNumberIn = (text: string): number | null => {
  const [, digits] = /^\s*(?:tz)?0*(\d{1,9})\s*$/iu.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
};
