/** A cell of a table as people's spreadsheets write it: its own text, and what a spreadsheet did to it that nobody can undo. */

/** What a spreadsheet left of a number or a text; each is a code of the registry of problems. */
export type SheetDamage = 'sheet-scientific' | 'sheet-digits-lost' | 'sheet-value-lost';

// Most cells are Chinese characters or ASCII, codes without a blank, and need no second look.
const codeNeedsLook = /[^!-~\u4E00-\u9FFF]|^['=]/u;
const textNeedsLook = /[^ -~\u4E00-\u9FFF]|^['= ]| $| {2}/u;

/** Characters that do not show and come along when a text is copied: soft hyphen, zero-width ones, directions of writing, byte order marks. */
export const invisible =
  /\u00AD|\u061C|\u180E|[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069]|\uFEFF/gu;

/** `="…"`, by which programs have a spreadsheet leave a number alone. */
const formulaOfText = /^="([^"]*)"$/u;

/** A text as it was meant: out of its wrapping (`="…"`, a leading apostrophe), line breaks and blanks of any kind as one blank. */
export const cellText = (raw: string): string => {
  if (!textNeedsLook.test(raw)) return raw;
  const text = raw.replaceAll(invisible, '').replaceAll(/\s+/gu, ' ').trim();
  return (formulaOfText.exec(text)?.[1] ?? text.replace(/^['‘’](?=.)/u, '')).trim();
};

/** As `cellText` for a code or a number: full-width characters as their usual ones, no blanks, and no `.0` behind digits that are whole. */
export const codeText = (raw: string): string => {
  const usual = codeNeedsLook.test(raw) ? cellText(raw).normalize('NFKC').replaceAll(/\s/gu, '') : raw;
  return usual.endsWith('0') && usual.includes('.') ? usual.replace(/^(\d{1,15})\.0+$/u, '$1') : usual;
};

const scientific = /^[+-]?\d(?:[.,]\d+E\+?|E\+)\d+$/iu;

/** `####` of a column too narrow, and what stands where a formula failed. */
const errorMark = /^(?:#{2,}|#(?:N\/A|REF!|VALUE!|NAME\?|NUM!|DIV\/0!|NULL!))$/iu;

/** A spreadsheet keeps fifteen digits of a number. */
const digitsKept = 15;

/** Whether all digits behind the fifteen that a spreadsheet keeps are zeros: damaged, or a rare number that is so by itself. */
export const isZeroed = (text: string): boolean =>
  text.length > digitsKept && text.endsWith('0') && /^\d{15}0+$/u.test(text);

/** What a spreadsheet did to a text, by the text alone. */
export const textDamage = (text: string): 'sheet-value-lost' | null =>
  text.startsWith('#') && errorMark.test(text) ? 'sheet-value-lost' : null;

/** What a spreadsheet did to a code, by the code alone; null too for one that is zeroed and could be so by itself. */
export const codeDamage = (code: string): SheetDamage | null => {
  if (scientific.test(code)) return 'sheet-scientific';
  // As a number with decimals or thousands it went through fifteen digits.
  if (/^\d{16,}\.\d*$/u.test(code) || /^\d{1,3}(?:,\d{3}){5,}(?:\.\d*)?$/u.test(code))
    return 'sheet-digits-lost';
  return textDamage(code);
};

/** As `codeDamage` for a code that failed its own check: a zeroed one has lost its last digits. */
export const damageOfWrongCode = (code: string): SheetDamage | null =>
  codeDamage(code) ?? (isZeroed(code) ? 'sheet-digits-lost' : null);
