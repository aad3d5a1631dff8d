/** A statement or certificate on the roll of a kiosk's receipt printer; what it says is the centre's. */
import type { components } from './central-api.js';
import { columnsOf, type PaperWidth } from './receipt-layout.js';
import { columnsWide, escapeText, escapeValue, printInstant, wrapText } from './receipt-text.js';

const bold = (text: string): string => `"${text}"`;

/** The paper as a receiptline document: head, whose it is, its lines, and the code by which anybody can check it. */
export const layOutPaper = (
  paper: components['schemas']['OwnDocumentDto'],
  terminalName: string,
  width: PaperWidth,
): string => {
  const columns = columnsOf(width);
  const wide = width === 80;
  // A bar at the beginning puts a line to the left, one at the end to the right.
  const lines = (text: string, mark = (each: string): string => each): readonly string[] =>
    wrapText(text, columns).map((each) => `|${mark(escapeText(each))}`);
  /** Label and value on one line where they fit, else the value below. */
  const pair = (label: string, value: string, mark = (each: string): string => each): readonly string[] =>
    columnsWide(label) + columnsWide(value) < columns
      ? [
          `{width:*,${columnsWide(value)}}`,
          `${mark(escapeText(label))} | ${mark(escapeText(value))}`,
          '{width:*}',
        ]
      : [...lines(label, mark), ...wrapText(value, columns).map((each) => `${mark(escapeText(each))}|`)];
  const said = paper.lines.flatMap(({ form, text, value }) => {
    if (form === 'heading') return ['-', ...lines(text, bold)];
    if (form === 'note') return lines(text);
    return pair(text, value ?? '', form === 'strong' ? bold : undefined);
  });
  return `${[
    '{width:*;border:space;align:center;text:wrap}',
    ...wrapText(paper.agency.zh, columns).map((each) => bold(escapeText(each))),
    ...wrapText(paper.agency.en, columns).map(escapeText),
    '',
    ...wrapText(paper.title.zh, columns).map((each) => `^^"${escapeText(each)}"`),
    ...wrapText(paper.title.en, columns).map(escapeText),
    '-',
    ...pair('姓名 Name', paper.name),
    ...pair('社会保障号码 No.', paper.socialSecurityNumber),
    ...pair('文书编号 Document', paper.number),
    ...pair('出具时间 Issued', printInstant(paper.issuedAt)),
    ...pair('用途 Purpose', paper.purpose),
    ...pair('自助终端 Kiosk', terminalName),
    ...said,
    '-',
    '',
    `{code:${escapeValue(paper.verifyUrl)};option:qrcode,${wide ? 6 : 5},m}`,
    '',
    `验证码 Code`,
    `"${escapeText(paper.verificationCode.replaceAll(/(.{4})(?=.)/g, '$1 '))}"`,
    '扫码核验；核验页应与本文书逐项一致',
    ...(wide ? ['Scan to check it, line by line'] : []),
    ...wrapText('需要盖章或计算过程的，持卡到人工窗口打印', columns).map(escapeText),
  ].join('\n')}\n`;
};
