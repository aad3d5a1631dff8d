/** Whether a wage can be one that a unit declares: yuan with at most two places, as people and their spreadsheets write it. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { codeDamage, codeText } from '#libs/kernel/sheet-cell.js';
import { type Fen, parseYuan } from '#libs/money/fen.js';

export type WageRefusal =
  | 'wage-negative'
  | 'wage-too-high'
  | 'wage-places'
  | 'sheet-scientific'
  | 'wage-unreadable';

/** A month's wage is below ten million yuan: more is a slip of the hand. */
const longestWhole = 7;

/** The first reason that applies, in the order of {@link WageRefusal}. Signs, grouping commas and full-width digits are read. */
export const parseWage = (raw: string): Result<Fen, WageRefusal> => {
  const typed = codeText(raw).normalize('NFKC');
  // Commas group thousands, or they stand where another country has its point.
  const text = /^[+-]?¥?\d{1,3}(,\d{3})+(\.\d*)?$/.test(typed) ? typed.replaceAll(',', '') : typed;
  if (/^[-−(]/u.test(text)) return refuse('wage-negative');
  if (codeDamage(text) === 'sheet-scientific' || /^\d+(\.\d+)?e[+-]?\d+$/i.test(text))
    return refuse('sheet-scientific');
  const parts = /^\+?¥?0*(\d+)(?:\.(\d*))?元?$/u.exec(text);
  if (parts === null) return refuse('wage-unreadable');
  const [, whole = '', places = ''] = parts;
  if (whole.length > longestWhole) return refuse('wage-too-high');
  if (/[1-9]/.test(places.slice(2))) return refuse('wage-places');
  const amount = parseYuan(`${whole}.${places.slice(0, 2).padEnd(2, '0')}`);
  return amount === null ? refuse('wage-unreadable') : ok(amount);
};
