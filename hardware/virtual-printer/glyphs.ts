/** The printer's character generator: outlines of characters from the system's Chinese font, each made once. */
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import type { Font } from 'fontkit';

/** Where Debian and Ubuntu (fonts-noto-cjk) put the font. */
const fontFile = (weight: 'Regular' | 'Bold'): string =>
  `/usr/share/fonts/opentype/noto/NotoSansCJK-${weight}.ttc`;

const em = 1000;
/** Each takes a fraction of a millisecond to some; the program is let go on in between. */
const outlinedAtOnce = 20;
/** A font is 20 MB: it stays in memory while its outlines are asked for one after the other, and no longer. */
const keptMs = 10_000;

const made = new Map<string, string>();
const keyOf = (character: string, bold: boolean): string => `${bold ? 'b' : 'r'}${character}`;

type OpenFont = { readonly font: Font; until: number };
const open = new Map<boolean, OpenFont>();

const closeUnused = async (): Promise<void> => {
  while (open.size > 0) {
    await pause(keptMs, undefined, { ref: false });
    for (const [bold, { until }] of open) if (until <= performance.now()) open.delete(bold);
  }
};

/** Throws Error where the font is not installed. */
const fontOf = async (bold: boolean): Promise<Font> => {
  const known = open.get(bold);
  if (known !== undefined) {
    known.until = performance.now() + keptMs;
    return known.font;
  }
  // Loaded with the first outline: an agent at a kiosk draws none.
  const { openSync } = await import('fontkit');
  const weight = bold ? 'Bold' : 'Regular';
  const font = openSync(fontFile(weight), `NotoSansMonoCJKsc-${weight}`);
  open.set(bold, { font, until: performance.now() + keptMs });
  if (open.size === 1) void closeUnused();
  return font;
};

/** As a path of SVG, whose y goes down where a font's goes up. */
const outline = (font: Font, character: string): string => {
  const scale = em / font.unitsPerEm;
  return font
    .glyphForCodePoint(character.codePointAt(0) ?? 0)
    .path.transform(scale, 0, 0, -scale, 0, em)
    .toSVG();
};

/** Makes the outlines of characters that have none yet. Throws Error where the font (fonts-noto-cjk) is not installed. */
export const prepareGlyphs = async (characters: Iterable<string>, bold: boolean): Promise<void> => {
  const missing = [...new Set(characters)].filter((each) => !made.has(keyOf(each, bold)));
  for (let at = 0; at < missing.length; at += outlinedAtOnce) {
    const font = await fontOf(bold);
    for (const each of missing.slice(at, at + outlinedAtOnce))
      made.set(keyOf(each, bold), outline(font, each));
    await breathe();
  }
};

/** Path data of a prepared character in units of a thousandth em, the baseline at 1000; empty for white space. */
export const glyphPath = (character: string, bold: boolean): string => {
  const path = made.get(keyOf(character, bold));
  if (path === undefined) throw new RangeError(`the glyph of ${character} is not prepared`);
  return path;
};
