/** Prints what was laid out on paper in memory, and reads it off again. */
import { toChineseEscpos } from '#hardware/receipt-printer/chinese-escpos.js';
import type { EscposCommand } from '#hardware/virtual-printer/escpos-command.js';
import { EscposReader } from '#hardware/virtual-printer/escpos-reader.js';
import type { PaperRun, Sheet } from '#hardware/virtual-printer/paper.js';
import { PrinterMachine } from '#hardware/virtual-printer/printer-machine.js';
import { columnsOf, type PaperWidth } from '#libs/contract/receipt-layout.js';

/** `parts`: in how many the paper was cut. */
export type Printed = { readonly sheet: Sheet; readonly parts: number; readonly lineFeeds: number };

/** `markdown` is a receiptline document; `lineFeeds` counts those that were sent, whatever the printer added by wrapping. */
export const printOnPaper = (markdown: string, paper: PaperWidth): Printed => {
  const bytes = toChineseEscpos(markdown, columnsOf(paper), [{ kind: 'status-in-order' }]);
  const machine = new PrinterMachine(paper === 58 ? 384 : 576, () => new Date(0));
  machine.receive(bytes);
  while (machine.advance() !== null);
  const reader = new EscposReader();
  reader.push(bytes);
  let lineFeeds = 0;
  for (let command: EscposCommand | null; (command = reader.next()) !== null;)
    if (command.kind === 'line-feed') lineFeeds += 1;
  const [first, ...more] = machine.sheets;
  if (first === undefined) throw new Error('nothing came out');
  // What is signed comes out in two parts: one paper as far as its width and what is on it go.
  return {
    sheet: { ...first, rows: [first, ...more].flatMap(({ rows }) => rows) },
    parts: machine.sheets.length,
    lineFeeds,
  };
};

export const runsOf = (sheet: Sheet): readonly PaperRun[] =>
  sheet.rows.flatMap((row) => (row.content.kind === 'text' ? row.content.runs : []));

/** Everything on the paper one after another, without spaces: what wrapping took apart comes together again. */
export const lettersOf = (sheet: Sheet): string =>
  runsOf(sheet)
    .flatMap((run) => run.characters.map(({ text }) => text))
    .join('')
    .replace(/\s/gu, '');
