/** A person's name on a chip: whether it fits, and whether a chip's name is that of the register. */
import { nameFaults, readName, tidyName, type NameFault } from '#libs/identity/person-name.js';
import { refuse, type Result } from '#libs/kernel/result.js';
import type { Words } from '#libs/kernel/words.js';
import { encodeName, isInGbk } from './file-layout.js';

export type CardNameFault = NameFault | 'too-long';

/** What is wrong, as whoever wrote it is told. */
export const cardNameFaults: Readonly<Record<CardNameFault, Words>> = {
  ...nameFaults,
  'too-long': {
    zh: '姓名超过卡片的 50 字节（汉字每字 2 字节，GBK 以外的字 4 字节）',
    en: 'the name takes more than the 50 bytes of a card (a Chinese character takes 2, one that GBK lacks 4)',
  },
};

// Every one of these characters is in GBK; up to fifteen of them fit the first name record.
const plain = /^[\u4E00-\u9FA5·]{1,15}$/;

/** The tidy form of what somebody wrote for a name, if a card can hold it. */
export const readCardName = (text: string): Result<string, CardNameFault> => {
  const read = readName(text);
  if (!read.ok) return read;
  return plain.test(read.value) || encodeName(read.value).ok ? read : refuse('too-long');
};

/** What makers of before wrote where GBK lacks a character; one that takes two of UTF-16's units became two of them with some. */
const substitutes = '(?:[?〓□■*\\uFFFD]{1,2}|\\p{Co})';

/**
 * Whether a chip names who the register does: the same tidy name, or one with a substitute in place of a character that GBK lacks. A
 * character that GBK has stands for itself alone, and a substitute in the register stands for nothing.
 */
export const isNameOnChip = (registered: string, onChip: string): boolean => {
  const name = tidyName(registered);
  const found = tidyName(onChip);
  if (name === found) return true;
  const parts = Array.from(name, (character) => {
    const itself = `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
    return isInGbk(character) ? itself : `(?:${itself}|${substitutes})`;
  });
  return new RegExp(`^${parts.join('')}$`, 'u').test(found);
};
