/** Draws a notice of arrears as a PDF of A4 pages, Chinese with English beside it. */
import { printInstant } from '#libs/contract/receipt-text.js';
import type { Words } from '#libs/kernel/words.js';

export type ArrearsPaper = {
  readonly number: string;
  readonly agency: Words;
  readonly unitName: string;
  readonly address: string | null;
  /** ISO 8601 instant. */
  readonly issuedAt: string;
  /** `YYYY-MM-DD`. */
  readonly payBy: string;
  readonly operator: string;
  /** Amounts in yuan. */
  readonly rows: readonly {
    readonly notice: string;
    readonly schemeName: Words;
    readonly period: string;
    readonly dueOn: string;
    readonly open: string;
    readonly lateFee: string;
  }[];
  readonly open: string;
  readonly lateFee: string;
  readonly total: string;
};

/** Where Debian and Ubuntu (fonts-noto-cjk) put the font. */
const fontFile = (weight: 'Regular' | 'Bold'): string =>
  `/usr/share/fonts/opentype/noto/NotoSansCJK-${weight}.ttc`;

const margin = 48;
const width = 595.28 - 2 * margin;
const bottom = 841.89 - 80;
const [ink, soft] = ['#17212b', '#4a5868'];

const columns = [
  { zh: '缴费通知单号', en: 'Notice', at: 0, wide: 100, right: false },
  { zh: '险种', en: 'Scheme', at: 102, wide: 150, right: false },
  { zh: '所属期', en: 'Month', at: 254, wide: 50, right: false },
  { zh: '缴费期限', en: 'Due by', at: 306, wide: 62, right: false },
  { zh: '欠缴本金', en: 'Open', at: 368, wide: 65, right: true },
  { zh: '滞纳金', en: 'Late fee', at: 433, wide: 66, right: true },
] as const;

const law: readonly Words[] = [
  {
    zh: '贵单位未按时足额缴纳下列社会保险费。依据《中华人民共和国社会保险法》第六十三条、第八十六条，请于限期内缴清；欠缴之日起按日加收万分之五的滞纳金，缴款日以后的滞纳金另计。',
    en: 'The contributions below were not paid in full and in time. By articles 63 and 86 of the Social Insurance Law they are to be paid by the day named; a late fee runs by day until they are paid.',
  },
  {
    zh: '汇款时请在附言中注明缴费通知单号。对所列金额有异议的，请携带本通知到我局核对。',
    en: 'Name the notices in the remark of the transfer. Bring this paper to the bureau where an amount is in doubt.',
  },
];

/** The bytes of the file, the same each time for the same content, font and library. */
export const drawArrears = async (paper: ArrearsPaper): Promise<Buffer> => {
  // Loaded with the first paper that is drawn: most programs and commands draw none.
  const { default: PdfFile } = await import('pdfkit');
  const doc = new PdfFile({
    size: 'A4',
    margin,
    lang: 'zh-CN',
    info: {
      Title: `社会保险费催缴通知书 ${paper.number}`,
      Author: paper.agency.zh,
      CreationDate: new Date(paper.issuedAt),
    },
  });
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  doc.registerFont('regular', fontFile('Regular'), 'NotoSansCJKsc-Regular');
  doc.registerFont('bold', fontFile('Bold'), 'NotoSansCJKsc-Bold');
  let y = margin;
  const say = (
    text: string,
    size: number,
    weight: 'regular' | 'bold' = 'regular',
    color = ink,
    align: 'left' | 'center' | 'right' = 'left',
  ): void => {
    doc.font(weight).fontSize(size).fillColor(color).text(text, margin, y, { width, align });
    y += doc.heightOfString(text, { width }) + 2;
  };
  const row = (cells: readonly string[], weight: 'regular' | 'bold'): void => {
    doc.font(weight).fontSize(9);
    const height =
      Math.max(
        ...cells.map((cell, at) => doc.heightOfString(cell || ' ', { width: columns[at]?.wide ?? width })),
      ) + 6;
    if (y + height > bottom) {
      doc.addPage();
      y = margin;
    }
    for (const [at, cell] of cells.entries()) {
      const column = columns[at];
      if (column === undefined) continue;
      doc.fillColor(ink).text(cell, margin + column.at, y + 3, {
        width: column.wide,
        align: column.right ? 'right' : 'left',
      });
    }
    y += height;
    doc
      .moveTo(margin, y)
      .lineTo(margin + width, y)
      .lineWidth(0.4)
      .strokeColor('#8d9aa9')
      .stroke();
  };
  say(paper.agency.zh, 13, 'bold', ink, 'center');
  say(paper.agency.en, 9, 'regular', soft, 'center');
  y += 6;
  say('社会保险费催缴通知书', 20, 'bold', ink, 'center');
  say('Notice of Arrears of Social Insurance Contributions', 11, 'regular', soft, 'center');
  y += 8;
  say(`编号 No. ${paper.number}    出具时间 Issued ${printInstant(paper.issuedAt)}`, 9.5, 'regular', soft);
  say(paper.unitName, 13, 'bold');
  if (paper.address !== null) say(paper.address, 10);
  y += 6;
  for (const { zh, en } of law) {
    say(zh, 10.5);
    say(en, 8, 'regular', soft);
  }
  say(`缴清期限 To be paid by ${paper.payBy}`, 12, 'bold');
  y += 6;
  row(
    columns.map(({ zh, en }) => `${zh}\n${en}`),
    'bold',
  );
  for (const { notice, schemeName, period, dueOn, open, lateFee } of paper.rows)
    row([notice, `${schemeName.zh} ${schemeName.en}`, period, dueOn, open, lateFee], 'regular');
  row(['合计 Total', '', '', '', paper.open, paper.lateFee], 'bold');
  y += 6;
  say(`应缴合计 In all ¥${paper.total}`, 13, 'bold', ink, 'right');
  y += 14;
  say(`${paper.agency.zh}（盖章 Seal）`, 10.5, 'regular', ink, 'right');
  say(`经办 Operator ${paper.operator}`, 8.5, 'regular', soft);
  doc.end();
  await ended;
  return Buffer.concat(parts);
};
