/** A receiptline document without a printer: as SVG and PNG for a screen, and as plain text for a terminal. */
import receiptline from 'receiptline';
import { receiptFonts, svgToPng } from './svg-to-png.js';

/** The document as SVG, 12 units a column. */
export const receiptSvg = (markdown: string, columns: 32 | 48): string =>
  receiptline
    .transform(markdown, { cpl: columns, encoding: 'gb18030', spacing: true, command: 'svg' })
    .replace('font-family="monospace"', `font-family="${receiptFonts}"`);

/** The document as PNG, on white. */
export const receiptPng = (markdown: string, columns: 32 | 48): Buffer =>
  svgToPng(receiptSvg(markdown, columns));
