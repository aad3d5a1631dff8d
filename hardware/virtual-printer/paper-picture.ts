/** A sheet of paper as a picture: SVG that needs no font where it is shown, and PNG. */
import { renderAsync } from '@resvg/resvg-js';
import { glyphPath, prepareGlyphs } from './glyphs.js';
import type { PaperRow, PaperRun, Sheet } from './paper.js';
import { runDots } from './paper.js';

const ink = '#1b1b1b';
/** Characters are drawn a little smaller than their cells of 24 dots, as a printer's are. */
const glyphDots = 22;

/** Outlines in use, each defined once in the picture. */
class GlyphTable {
  private readonly ids = new Map<string, string>();

  /** The id of a character's outline; null for white space. */
  idOf(character: string, bold: boolean): string | null {
    const path = glyphPath(character, bold);
    if (path === '') return null;
    const known = this.ids.get(path) ?? `g${this.ids.size}`;
    this.ids.set(path, known);
    return known;
  }

  definitions(): string {
    return [...this.ids].map(([path, id]) => `<path id="${id}" d="${path}"/>`).join('');
  }
}

const runSvg = (run: PaperRun, baseline: number, glyphs: GlyphTable): string => {
  const width = runDots(run);
  const height = 24 * run.scaleY;
  const color = run.inverse ? '#fff' : ink;
  const parts: string[] = [];
  if (run.inverse)
    parts.push(`<path d="M${run.xDots},${baseline - height}h${width}v${height}h-${width}z" fill="${ink}"/>`);
  let x = 0;
  const cells = run.characters.map(({ text, dots }) => {
    const left = x;
    x += dots;
    // A full-width rule is drawn through its cell, because fonts leave gaps between such characters.
    if (text === '─') return `<path d="M${left},-13h${dots}v2h-${dots}z"/>`;
    const id = glyphs.idOf(text, run.bold);
    if (id === null) return '';
    // The outline's baseline is at 1000 units; a cell keeps 4 dots below its own for what hangs down.
    const indent = (dots - (dots === 24 ? glyphDots : glyphDots / 2)) / 2;
    const scale = glyphDots / 1000;
    return `<use href="#${id}" transform="translate(${left + indent},${-4 - glyphDots}) scale(${scale})"/>`;
  });
  parts.push(
    `<g transform="translate(${run.xDots},${baseline}) scale(${run.scaleX},${run.scaleY})" fill="${color}">${cells.join('')}</g>`,
  );
  if (run.underline)
    parts.push(`<path d="M${run.xDots},${baseline - 2}h${width}v2h-${width}z" fill="${color}"/>`);
  return parts.join('');
};

const squares = (lit: Iterable<readonly [number, number]>, size: number, x0: number, y0: number): string => {
  let path = '';
  for (const [x, y] of lit) path += `M${x0 + x * size},${y0 + y * size}h${size}v${size}h-${size}z`;
  return `<path d="${path}" fill="${ink}" shape-rendering="crispEdges"/>`;
};

function* litModules(modules: readonly Uint8Array[]): Generator<readonly [number, number]> {
  for (const [y, row] of modules.entries())
    for (const [x, dark] of row.entries()) if (dark === 1) yield [x, y];
}

function* litBits(widthBytes: number, bits: Uint8Array): Generator<readonly [number, number]> {
  for (const [at, byte] of bits.entries())
    for (let bit = 0; bit < 8; bit += 1)
      if ((byte & (0x80 >> bit)) !== 0) yield [(at % widthBytes) * 8 + bit, Math.floor(at / widthBytes)];
}

const rowSvg = (row: PaperRow, y: number, glyphs: GlyphTable): string => {
  switch (row.content.kind) {
    case 'text': {
      // Characters of different heights stand on one line.
      const { runs } = row.content;
      const baseline = y + Math.max(...runs.map((run) => 24 * run.scaleY));
      return runs.map((run) => runSvg(run, baseline, glyphs)).join('');
    }
    case 'qr':
      return squares(litModules(row.content.modules), row.content.cell, row.content.xDots, y);
    case 'raster':
      return squares(litBits(row.content.widthBytes, row.content.bits), 1, row.content.xDots, y);
    case 'blank':
      return '';
  }
};

/** The sheet as a picture, one unit a dot (8 a millimetre), with the unprinted margins of real paper. */
export const sheetSvg = async (sheet: Sheet): Promise<string> => {
  const runs = sheet.rows.flatMap((row) => (row.content.kind === 'text' ? row.content.runs : []));
  for (const bold of [false, true]) {
    const texts = runs
      .filter((run) => run.bold === bold)
      .flatMap((run) => run.characters.map(({ text }) => text));
    await prepareGlyphs(texts, bold);
  }
  const glyphs = new GlyphTable();
  const margin = 32;
  const top = 48;
  const printed = sheet.rows.reduce((sum, row) => sum + row.visibleDots, 0);
  const width = sheet.widthDots + 2 * margin;
  const height = printed + (sheet.complete ? 2 * top : top + 8);
  let y = 0;
  const body: string[] = [];
  for (const row of sheet.rows) {
    const drawn = rowSvg(row, y, glyphs);
    body.push(
      row.visibleDots < row.heightDots
        ? `<clipPath id="torn"><rect x="0" y="${y}" width="${sheet.widthDots}" height="${row.visibleDots}"/></clipPath><g clip-path="url(#torn)">${drawn}</g>`
        : drawn,
    );
    y += row.visibleDots;
  }
  // A cut edge is straight, an edge where the paper ran out is ragged.
  const edge = sheet.complete
    ? `V${height}H0`
    : `V${height - 8}${Array.from({ length: Math.ceil(width / 16) }, () => 'l-8,8l-8,-8').join('')}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<path d="M0,0H${width}${edge}z" fill="#fff"/>` +
    `<defs>${glyphs.definitions()}</defs><g transform="translate(${margin},${top})">${body.join('')}</g></svg>`
  );
};

/** The sheet as a PNG, `scale` pixels a dot. */
export const sheetPng = async (sheet: Sheet, scale = 1): Promise<Buffer> => {
  const image = await renderAsync(await sheetSvg(sheet), {
    font: { loadSystemFonts: false },
    fitTo: { mode: 'zoom', value: scale },
  });
  return image.asPng();
};
