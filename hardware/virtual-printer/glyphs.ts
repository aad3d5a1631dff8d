/** The printer's character generator: outlines of characters from the system's Chinese font, each made once. */
import { existsSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { Resvg } from '@resvg/resvg-js';

/** Where Debian and Ubuntu (fonts-noto-cjk) put the font; other systems are searched, which takes longer. */
const fontFiles = ['Regular', 'Bold']
  .map((weight) => `/usr/share/fonts/opentype/noto/NotoSansCJK-${weight}.ttc`)
  .filter((path) => existsSync(path));

const fontFamily = 'Noto Sans Mono CJK SC';
const em = 1000;
/** The font is read anew for each character (some 6 ms), so the program is let go on in between. */
const outlinedAtOnce = 5;

const made = new Map<string, string>();
const keyOf = (character: string, bold: boolean): string => `${bold ? 'b' : 'r'}${character}`;

const xml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

const color = (number: number): string => `#${number.toString(16).padStart(6, '0')}`;

/** Outlines of a few characters: each is set in a colour of its own, by which it is found again among the paths. */
const outline = (characters: readonly string[], bold: boolean): void => {
  const spans = characters
    .map((each, at) => `<tspan x="0" fill="${color(at + 1)}">${xml(each)}</tspan>`)
    .join('');
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${2 * em}" height="${2 * em}">` +
    `<text y="${em}" font-family="${fontFamily}" font-size="${em}" font-weight="${bold ? 700 : 400}">${spans}</text></svg>`;
  const font = fontFiles.length > 0 ? { loadSystemFonts: false, fontFiles } : { loadSystemFonts: true };
  const drawn = new Resvg(svg, { font: { ...font, defaultFontFamily: fontFamily } }).toString();
  const paths = new Map<string, string>();
  for (const [, fill = '', d = ''] of drawn.matchAll(/<path fill="(#[0-9a-f]{6})"[^>]* d="([^"]*)"/g))
    paths.set(fill, `${paths.get(fill) ?? ''}${d}`);
  for (const [at, each] of characters.entries()) made.set(keyOf(each, bold), paths.get(color(at + 1)) ?? '');
};

/** Makes the outlines of characters that have none yet. */
export const prepareGlyphs = async (characters: Iterable<string>, bold: boolean): Promise<void> => {
  const missing = [...new Set(characters)].filter((each) => !made.has(keyOf(each, bold)));
  for (let at = 0; at < missing.length; at += outlinedAtOnce) {
    outline(missing.slice(at, at + outlinedAtOnce), bold);
    await breathe();
  }
};

/** Path data of a prepared character in units of a thousandth em, the baseline at 1000; empty for white space. */
export const glyphPath = (character: string, bold: boolean): string => {
  const path = made.get(keyOf(character, bold));
  if (path === undefined) throw new RangeError(`the glyph of ${character} is not prepared`);
  return path;
};
