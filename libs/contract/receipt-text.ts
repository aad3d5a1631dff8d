/** How a receipt writes amounts, periods and instants, and how text is fitted to paper and kept from being read as markup. */
import type { Yuan } from './yuan.js';

/** `1090.00` → `￥1,090.00`. The full-width sign, because the plain one has no two-byte code in GB 18030. */
export const printYuan = (yuan: Yuan): string => {
  const match = /^(-?)(\d+)\.(\d{2})$/.exec(yuan);
  if (!match) throw new RangeError(`not an amount of yuan: ${yuan}`);
  const [, sign = '', whole = '', cents = ''] = match;
  return `${sign}￥${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
};

/**
 * `2026-11-24` → `2026年11月24日`, `2026-11` → `2026年11月`, `2026` → `2026年`, `2026-02/2026-11` → `2026年2月至2026年11月`;
 * other text stays as it is.
 */
export const printPeriod = (period: string): string => {
  const range = /^(\d{4}-\d{2})\/(\d{4}-\d{2})$/.exec(period);
  if (range) return `${printPeriod(range[1] ?? '')}至${printPeriod(range[2] ?? '')}`;
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(period);
  if (!match) return period;
  const [, year = '', month, day] = match;
  return `${year}年${month === undefined ? '' : `${Number(month)}月`}${day === undefined ? '' : `${Number(day)}日`}`;
};

/** An instant as the bureau writes it, to the second, in China Standard Time (UTC+8, no summer time). */
export const printInstant = (instant: string): string => {
  const millis = Date.parse(instant);
  if (Number.isNaN(millis)) throw new RangeError(`not an instant: ${instant}`);
  const local = new Date(millis + 8 * 3600_000).toISOString();
  return `${printPeriod(local.slice(0, 10))} ${local.slice(11, 19)}`;
};

const hex = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** Text for a receiptline column: what would be read as markup or as a rule is escaped, control characters go. */
export const escapeText = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .replace(/[\\|{}~_"`^]/g, hex)
    .replace(/^[-=]/, hex);

/** Text for a receiptline property value, such as what a QR code holds. */
export const escapeValue = (text: string): string =>
  text.replace(/[^A-Za-z0-9]/g, (c) => (c <= '\u007f' ? hex(c) : c));

/** Columns a text takes on paper: one for ASCII, two for everything else (GB 18030 printers have no other widths). */
export const columnsWide = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + (character < '\u0080' ? 1 : 2), 0);

/** What may not be parted: a Latin word, a Chinese character with the closing marks that follow it, a space. */
const unbreakable = /[!-~]+|[^ -~][，。、；：？！）》」』]*| +/gu;

/** Lines of at most `columns`, broken between words and between Chinese characters; a longer word where it must. */
export const wrapText = (text: string, columns: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  const add = (piece: string): void => {
    if (columnsWide(line + piece) > columns) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  };
  for (const piece of text.match(unbreakable) ?? []) {
    if (columnsWide(piece.trim()) <= columns) add(piece);
    else for (const character of piece) add(character);
  }
  return [...lines, line.trimEnd()].filter((each, at) => each !== '' || at === 0);
};
