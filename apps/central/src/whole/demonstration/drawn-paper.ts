/** Draws papers of nobody, as they would come out of a scanner, for the claims of the demonstration. */
import { Resvg } from '@resvg/resvg-js';
import type { Words } from '#libs/kernel/words.js';

/** A4 at some hundred dots an inch. */
const [width, height] = [827, 1169];

/** Where Debian and Ubuntu (fonts-noto-cjk) put the fonts. */
const fontFiles = ['Regular', 'Bold'].map(
  (weight) => `/usr/share/fonts/opentype/noto/NotoSansCJK-${weight}.ttc`,
);
const fontFamily = 'Noto Sans CJK SC';

const xml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

/** A PNG with a title, lines below it, and the stamp of the demonstration. */
export const drawPaper = ({ zh, en }: Words, lines: readonly string[]): Uint8Array => {
  const written = lines
    .map((line, at) => `<text x="110" y="${320 + at * 60}" font-size="26">${xml(line)}</text>`)
    .join('');
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${fontFamily}" fill="#222">` +
    `<rect width="${width}" height="${height}" fill="#f4f1e8"/><rect x="60" y="60" width="${width - 120}" height="${height - 120}" fill="none" stroke="#777" stroke-width="2"/>` +
    `<text x="${width / 2}" y="170" font-size="44" font-weight="700" text-anchor="middle">${xml(zh)}</text>` +
    `<text x="${width / 2}" y="215" font-size="20" text-anchor="middle">${xml(en)}</text>${written}` +
    `<g fill="none" stroke="#c0392b"><circle cx="600" cy="930" r="110" stroke-width="6"/></g>` +
    `<text x="600" y="940" font-size="30" fill="#c0392b" text-anchor="middle">演示样本</text></svg>`;
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: fontFamily };
  return new Resvg(svg, { font }).render().asPng();
};
