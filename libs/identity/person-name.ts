/** Names of people: tidied as they come in, through whichever door, and told from what is none. What is stored and compared is the tidy form. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { invisible } from '#libs/kernel/sheet-cell.js';
import type { Words } from '#libs/kernel/words.js';

/** Why a text is nobody's name; the first that applies, in this order. */
export type NameFault = 'empty' | 'formula' | 'control' | 'digit' | 'dot' | 'placeholder' | 'character';

/** What is wrong, as whoever wrote it is told. */
export const nameFaults: Readonly<Record<NameFault, Words>> = {
  empty: { zh: '没有姓名', en: 'no name' },
  formula: { zh: '是公式，不是姓名', en: 'a formula, not a name' },
  control: { zh: '姓名中有换行或控制字符', en: 'a line break or control character in the name' },
  digit: { zh: '姓名中有数字', en: 'a digit in the name' },
  dot: {
    zh: '间隔号应在姓名各部分之间，一处一个',
    en: 'the dot stands between the parts of a name, one at a time',
  },
  placeholder: { zh: '不是姓名，而是“无”“不详”一类的字样', en: 'a word for nothing, not a name' },
  character: {
    zh: '姓名只能有文字和间隔号',
    en: 'a name has letters and what stands between its parts only',
  },
};

// What nearly all names are, and what is tidy already.
const plain = /^[\u4E00-\u9FA5]+(?:·[\u4E00-\u9FA5]+)*$/;

// Marks that choose a glyph of the same character.
const glyphChoices = /\p{Variation_Selector}/gu;

// What is copied out of a PDF often has the radical instead of the character that looks just so.
const radicals = /[\u2E80-\u2EF3\u2F00-\u2FD5]/gu;
const charactersOfRadicals: Readonly<Record<string, string>> = Object.fromEntries(
  [...'⺟⺠⺩⺬⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳'].map((radical, at) => [
    radical,
    [...'母民王示虎西见角贝车長长门青韦页风飞食首马骨鬼鱼鸟卤麦黄齐齿龙龟'][at] ?? radical,
  ]),
);
const outOfRadical = (radical: string): string =>
  radical >= '\u2F00' ? radical.normalize('NFKC') : (charactersOfRadicals[radical] ?? radical);

// Left as they are written: GB 18030 has them apart from those that NFC would make of them.
const notCompatibility = /[^\uF900-\uFAFF\u{2F800}-\u{2FA1F}]+/gu;

/**
 * The eighty characters of GBK's FE50 to FEA0 in order, which older programs keep at U+E815 to U+E864 (private use) and
 * GB 18030 at these: 䶮 is one character, whichever of the two somebody's keyboard gave.
 */
const charactersOfGbk = [
  ...'⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻',
];
const firstOfGbk = 0xe815;

/** The character that GB 18030 has for one that GBK knew at a place of private use; any other as it is. */
export const outOfPrivateUse = (character: string): string =>
  charactersOfGbk[character.charCodeAt(0) - firstOfGbk] ?? character;

/** The place of private use of a character that GBK has in two bytes and GB 18030 tables of before 2022 do not; any other as it is. */
export const intoPrivateUse = (character: string): string => {
  const at = charactersOfGbk.indexOf(character);
  return at < 0 ? character : String.fromCharCode(firstOfGbk + at);
};

// Forms of the middle dot as keyboards, fonts and registers have it, letters of other scripts that are nothing but a dot among them; those
// that NFC makes of it are none of them.
const middleDots = / ?[·•・‧⋅･∙⸱․﹒˙\u318D\u1427\u119E\uA78F\u02D1] ?/gu;

// After a letter with a small and a large form it stands for an initial; after any other it is a middle dot typed otherwise.
const fullStops = /(?<![\p{Lu}\p{Ll}\p{Lt}] ?) ?\. ?/gu;

const betweenCharacters = /(?<=[\p{Script=Han}\p{Co}]) (?=[\p{Script=Han}\p{Co}])/gu;

/**
 * A name as it is stored, compared and printed: composed (NFC), full-width Latin as ASCII, no blanks at its ends, at a dot or between
 * Chinese characters, one blank elsewhere, and U+00B7 for every form of the middle dot. A leading part of a name may be tidied too.
 */
export const tidyName = (text: string): string => {
  if (plain.test(text)) return text;
  return text
    .replaceAll(invisible, '')
    .replaceAll(glyphChoices, '')
    .replaceAll(radicals, outOfRadical)
    .replaceAll(notCompatibility, (part) => part.normalize('NFC'))
    .replaceAll(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll(/[\uE815-\uE864]/g, outOfPrivateUse)
    .replaceAll(/[‘’ʼ´`]/g, "'")
    .replaceAll(/[‐‑‒–−]/g, '-')
    .trim()
    .replaceAll(/[\t\p{Zs}]+/gu, ' ')
    .replaceAll(middleDots, '·')
    .replaceAll(fullStops, '·')
    .replaceAll(betweenCharacters, '');
};

// U+0F0B stands between the syllables of Tibetan. 〇 is a numeral to Unicode and a character of names; so are the characters of private use that registers keep rare ones by.
const name = /^[\p{L}\p{Co}〇][\p{L}\p{M}\p{Co}〇]*(?:(?:[·.'\u0F0B-]|[.,]? )[\p{L}\p{M}\p{Co}〇]+)*\.?$/u;

// What programs write where they have no name.
const placeholders = new Set(['null', 'undefined', 'none', 'nan', '无', '不详', '未知', '无名']);

/** Why a tidy text cannot be somebody's name; null: it can. */
const faultOfName = (tidy: string): NameFault | null => {
  if (plain.test(tidy) && tidy.length > 2) return null;
  if (tidy === '') return 'empty';
  if (/^[=+\-@]/.test(tidy)) return 'formula';
  if (/\p{Cc}/u.test(tidy)) return 'control';
  if (/(?!〇)\p{N}/u.test(tidy)) return 'digit';
  if (/^·|·$|·[·.' -]|[.' -]·|^\./u.test(tidy)) return 'dot';
  if (placeholders.has(tidy.toLowerCase())) return 'placeholder';
  return name.test(tidy) ? null : 'character';
};

/** The tidy form of what somebody wrote for a name: no formula, markup, number or word for nothing. */
export const readName = (text: string): Result<string, NameFault> => {
  const tidy = tidyName(text);
  const fault = faultOfName(tidy);
  return fault === null ? ok(tidy) : refuse(fault);
};
