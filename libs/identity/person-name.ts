/** What can be the name of a person: letters of any script, and what stands between the parts of a name. */

// 〇 is a numeral to Unicode and a character of names; so are the characters of private use that registers keep rare ones by.
const name = /^[\p{L}\p{Co}〇][\p{L}\p{M}\p{Co}〇]*(?:(?:[·•・.'’-]|[.,]? )[\p{L}\p{M}\p{Co}〇]+)*\.?$/u;

// What programs write where they have no name.
const placeholders = new Set(['null', 'undefined', 'none', 'nan', '无', '不详', '未知', '无名']);

/** Whether a text, without spaces at either end, can be somebody's name: no formula, markup, number or word for nothing. */
export const isPersonName = (text: string): boolean =>
  name.test(text) && !placeholders.has(text.toLowerCase());

/** Forms of the dot between the parts of a name, as keyboards and registers write it; the first is the one of names. */
const middleDots = '·•・‧⋅･．.';

/** A name as it is searched for: whichever dot stands between its parts, it is the same. The register's index folds in the same way. */
export const foldMiddleDots = (name: string): string =>
  name.replaceAll(new RegExp(`[${middleDots}]`, 'gu'), '·');
