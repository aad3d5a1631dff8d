/** The paper of a self-test: whose kiosk it is, when, and characters that a printer with a wrong code page would spoil. */
import type { DeskState } from '#libs/contract/desk.js';
import { columnsOf, type PaperWidth } from '#libs/contract/receipt-layout.js';
import { escapeText, printInstant, wrapText } from '#libs/contract/receipt-text.js';

/** A receiptline document. */
export const layOutTestSlip = (
  { agency, terminalName }: Pick<DeskState, 'agency' | 'terminalName'>,
  at: Date,
  paper: PaperWidth,
): string =>
  [
    '自检 Self-test',
    agency.zh,
    agency.en,
    terminalName,
    printInstant(at.toISOString()),
    '打印正常 0123456789 ￥ ABC',
  ]
    .flatMap((text) => wrapText(text, columnsOf(paper)))
    .map(escapeText)
    .join('\n');
