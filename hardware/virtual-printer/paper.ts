/** What is on a sheet of the virtual printer's paper, in dots, and how it looks as a picture and as plain text. */
import receiptline from 'receiptline';

/** Characters printed one after another in one style. */
export type PaperRun = {
  /** From the left edge of the paper. */
  readonly xDots: number;
  /** Each character with the dots it takes before scaling: 12 or 24. */
  readonly characters: readonly { readonly text: string; readonly dots: 12 | 24 }[];
  readonly scaleX: number;
  readonly scaleY: number;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
};

export type PaperRow = {
  readonly heightDots: number;
  /** Less than `heightDots` where the paper ended in the middle of the row. */
  readonly visibleDots: number;
  readonly content:
    | { readonly kind: 'text'; readonly runs: readonly PaperRun[] }
    | {
        readonly kind: 'qr';
        readonly xDots: number;
        readonly cell: number;
        readonly data: string;
        readonly modules: readonly Uint8Array[];
      }
    | {
        readonly kind: 'raster';
        readonly xDots: number;
        readonly widthBytes: number;
        readonly bits: Uint8Array;
      }
    | { readonly kind: 'blank' };
};

export type Sheet = {
  readonly id: number;
  /** When its first row was printed, ISO 8601. */
  readonly at: string;
  /** Cut off; a sheet on which the paper ran out or the power went never is. */
  readonly complete: boolean;
  readonly widthDots: number;
  readonly rows: readonly PaperRow[];
};

/** The modules of a QR code, as the printer's own generator makes them. */
export const qrModules = (data: string, level: 'l' | 'm' | 'q' | 'h'): readonly Uint8Array[] =>
  receiptline.qrcode.generate({ data, level, type: 'qrcode', cell: 1, quietZone: false });

const runDots = (run: PaperRun): number =>
  run.characters.reduce((sum, character) => sum + character.dots * run.scaleX, 0);

const xml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

const fontFamily = "'Noto Sans Mono CJK SC','Noto Sans CJK SC','Noto Sans Mono CJK JP',monospace";

const runSvg = (run: PaperRun, baseline: number): string => {
  const width = runDots(run);
  const height = 24 * run.scaleY;
  const ink = run.inverse ? '#fff' : '#1b1b1b';
  const parts: string[] = [];
  if (run.inverse)
    parts.push(
      `<rect x="${run.xDots}" y="${baseline - height}" width="${width}" height="${height}" fill="#1b1b1b"/>`,
    );
  let x = 0;
  const glyphs = run.characters.map((character) => {
    const at = x + character.dots / 2;
    x += character.dots;
    // A full-width rule is drawn, because fonts leave gaps between such characters.
    if (character.text === '─')
      return `<path d="M${at - character.dots / 2},-9h${character.dots}" stroke="${ink}" stroke-width="2"/>`;
    return character.text === ' ' ? '' : `<text x="${at}" y="-4">${xml(character.text)}</text>`;
  });
  const weight = run.bold ? ' font-weight="700"' : '';
  parts.push(
    `<g transform="translate(${run.xDots},${baseline}) scale(${run.scaleX},${run.scaleY})" fill="${ink}"${weight}>${glyphs.join('')}</g>`,
  );
  if (run.underline)
    parts.push(`<path d="M${run.xDots},${baseline - 1}h${width}" stroke="#1b1b1b" stroke-width="2"/>`);
  return parts.join('');
};

const squares = (lit: Iterable<readonly [number, number]>, size: number, x0: number, y0: number): string => {
  let path = '';
  for (const [x, y] of lit) path += `M${x0 + x * size},${y0 + y * size}h${size}v${size}h-${size}z`;
  return `<path d="${path}" fill="#1b1b1b" shape-rendering="crispEdges"/>`;
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

const rowSvg = (row: PaperRow, y: number): string => {
  switch (row.content.kind) {
    case 'text': {
      // Characters of different heights stand on one line.
      const { runs } = row.content;
      const baseline = y + Math.max(...runs.map((run) => 24 * run.scaleY));
      return runs.map((run) => runSvg(run, baseline)).join('');
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
export const sheetSvg = (sheet: Sheet): string => {
  const margin = 32;
  const top = 48;
  const printed = sheet.rows.reduce((sum, row) => sum + row.visibleDots, 0);
  const width = sheet.widthDots + 2 * margin;
  const height = printed + (sheet.complete ? 2 * top : top + 8);
  let y = 0;
  const body: string[] = [];
  for (const row of sheet.rows) {
    const drawn = rowSvg(row, y);
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
    `<g transform="translate(${margin},${top})" font-family="${fontFamily}" font-size="22" text-anchor="middle">${body.join('')}</g></svg>`
  );
};

/** Two rows of modules a line, in half blocks. */
const qrText = (modules: readonly Uint8Array[], indent: number): string => {
  const lines: string[] = [];
  for (let y = 0; y < modules.length; y += 2) {
    const blocks = Array.from(modules[y] ?? [], (upper, x) => ' ▄▀█'[2 * upper + (modules[y + 1]?.[x] ?? 0)]);
    lines.push(`${' '.repeat(indent)}${blocks.join('')}`);
  }
  return lines.join('\n');
};

/**
 * Runs of one row by columns of 12 dots. Scaled text is not spaced out: it stays readable, and keeps to the side of
 * the room it takes on paper that it is nearest to (or its middle).
 */
const runsText = (runs: readonly PaperRun[], widthDots: number): string => {
  const columns = widthDots / 12;
  let line = '';
  let column = 0;
  for (const run of runs.toSorted((a, b) => a.xDots - b.xDots)) {
    // A rule character is two columns on paper and one in a terminal.
    const text = run.characters.map(({ text }) => (text === '─' ? '──' : text)).join('');
    const natural = run.characters.reduce((sum, character) => sum + character.dots / 12, 0);
    const start = Math.round(run.xDots / 12);
    const spare = Math.round(runDots(run) / 12) - natural;
    const right = columns - start - spare - natural;
    const shift = start < right - 1 ? 0 : right < start - 1 ? spare : Math.floor(spare / 2);
    line += ' '.repeat(Math.max(0, start + shift - column)) + text;
    column = Math.max(start + shift, column) + natural;
  }
  return line.trimEnd();
};

/** The sheet as plain text for a terminal, Chinese characters two columns wide. */
export const sheetText = (sheet: Sheet): string => {
  const lines = sheet.rows.flatMap((row) => {
    switch (row.content.kind) {
      case 'text':
        return [runsText(row.content.runs, sheet.widthDots)];
      case 'qr':
        return [
          qrText(
            row.content.modules,
            Math.max(0, Math.round((sheet.widthDots / 12 - row.content.modules.length) / 2)),
          ),
        ];
      case 'raster':
        return ['[image]'];
      case 'blank':
        return row.visibleDots >= 24 ? [''] : [];
    }
  });
  return `${lines.join('\n')}\n${sheet.complete ? '✂'.padEnd(sheet.widthDots / 12, '-') : '~'.repeat(sheet.widthDots / 12)}\n`;
};
