/** The pinyin initials of a name, by which clerks search who cannot be asked how the name is written. */
import { pinyin } from 'pinyin-pro';

/** `zgh` of 张国华, surnames read as surnames; the letters of a name in letters as they are; a character without a reading has none. */
export const initialsOf = (name: string): string =>
  pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', surname: 'head' })
    .join('')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
