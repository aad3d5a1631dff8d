/** A sheet of paper as plain text for a terminal. */
import type { PaperRun, Sheet } from './paper.js';
import { runDots } from './paper.js';

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
