/** The addresses `iReadCard` takes, such as `SSSEEF05|06|07|$SSSEEF06|08|09|$`, and the answer in the same form. */
import { cardItemNames, cardItems, type CardFile, type CardItem } from '#libs/cards/file-layout.js';
import { fault } from './terminal-error.js';

export type FileAddress = {
  readonly name: string;
  readonly file: CardFile;
  readonly items: readonly CardItem[];
};

const files: Readonly<Record<string, CardFile>> = { SSSEEF05: 'ef05', SSSEEF06: 'ef06' };

const itemOf = (file: CardFile, tag: string): CardItem => {
  const found = cardItemNames.find(
    (name) => cardItems[name].file === file && cardItems[name].tag === Number.parseInt(tag, 16),
  );
  if (!/^[0-9A-Fa-f]{2}$/.test(tag) || found === undefined)
    throw fault('parameter', `fileAddr ${file} ${tag.slice(0, 2)}`);
  return found;
};

/** The files and items of an address. Throws TerminalError −14, −13 for a file that is not offered. */
export const readFileAddress = (text: string): readonly FileAddress[] => {
  const parts = text.split('$');
  // Every file ends with `$`, every item with `|`.
  if (parts.pop() !== '' || parts.length === 0) throw fault('parameter', 'fileAddr');
  return parts.map((part) => {
    const [name = '', ...tags] = part.split('|');
    if (tags.pop() !== '' || tags.length === 0) throw fault('parameter', 'fileAddr');
    const file = files[name];
    if (file === undefined)
      throw /^[A-Z0-9]{8}$/.test(name) ? fault('unsupported', name) : fault('parameter', 'fileAddr');
    return { name, file, items: tags.map((tag) => itemOf(file, tag)) };
  });
};

/** Items as they are sent: each ends with `|`, and none may contain it. */
export const joinItems = (items: readonly string[]): string =>
  items.map((item) => `${item.replaceAll(/[|$]/g, '')}|`).join('');
