/** Which run somebody means who types a run's number or its reference. */
import { payRunsNamedIn } from '#libs/contributions/notice-number.js';

/** Null: neither `12` nor a whole reference such as `FF…`. */
export const runNumberIn = (text: string): number | null => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const [number, ...more] = payRunsNamedIn(text);
  return number === undefined || more.length > 0 ? null : number;
};
