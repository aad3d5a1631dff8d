/** A receiptline document without a printer: as it would come out, as SVG and PNG for a screen and as plain text. */
import { sheetPng, sheetSvg } from '../virtual-printer/paper-picture.js';
import { sheetText } from '../virtual-printer/paper-text.js';
import type { Sheet } from '../virtual-printer/paper.js';
import { PrinterMachine } from '../virtual-printer/printer-machine.js';
import { toChineseEscpos } from './chinese-escpos.js';

/** Prints the very bytes a printer would get on paper that is only in memory. */
const printed = (markdown: string, columns: 32 | 48): Sheet => {
  const machine = new PrinterMachine(columns === 32 ? 384 : 576, () => new Date(0));
  machine.receive(toChineseEscpos(markdown, columns, [{ kind: 'status-in-order' }]));
  while (machine.advance() !== null);
  const sheet = machine.sheets[0];
  if (sheet === undefined) throw new RangeError('the document has nothing to print');
  return sheet;
};

/** The document as SVG, one unit a printer dot (8 a millimetre); it carries its own glyphs. */
export const receiptSvg = (markdown: string, columns: 32 | 48): Promise<string> =>
  sheetSvg(printed(markdown, columns));

/** The document as PNG on white, `scale` pixels a dot. */
export const receiptPng = (markdown: string, columns: 32 | 48, scale = 1): Promise<Buffer> =>
  sheetPng(printed(markdown, columns), scale);

/** The document as lines for a terminal, Chinese characters two columns wide, the QR code in half blocks. */
export const receiptText = (markdown: string, columns: 32 | 48): string =>
  sheetText(printed(markdown, columns));
