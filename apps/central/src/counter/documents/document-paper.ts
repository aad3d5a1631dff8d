/** Draws a paper as a PDF of A4 pages, Chinese with English beside it, its characters embedded as far as they are used. */
import { printInstant, printPeriod, printYuan } from '#libs/contract/receipt-text.js';
import { encode } from 'uqr';
import { drawBenefits } from './benefit-paper.js';
import { drawAccountYears } from './account-paper.js';
import { documentTitles, totalOf, type DocumentContent } from './document-content.js';
import type { DocumentRowDto } from './documents.dto.js';
import { drawMove } from './move-paper.js';

/** Where Debian and Ubuntu (fonts-noto-cjk) put the font. */
const fontFile = (weight: 'Regular' | 'Bold'): string =>
  `/usr/share/fonts/opentype/noto/NotoSansCJK-${weight}.ttc`;

const margin = 48;
const width = 595.28 - 2 * margin;
const bottom = 841.89 - 92;
const [ink, soft, line] = ['#17212b', '#4a5868', '#8d9aa9'];

type Column = {
  readonly zh: string;
  readonly en: string;
  readonly at: number;
  readonly wide: number;
  readonly right?: true;
};
const columns: readonly Column[] = [
  { zh: '险种', en: 'Scheme', at: 0, wide: 118 },
  { zh: '缴费单位', en: 'Paid by', at: 120, wide: 110 },
  { zh: '起止', en: 'Period', at: 232, wide: 74 },
  { zh: '月数', en: 'Months', at: 306, wide: 34, right: true },
  { zh: '单位缴费', en: 'Unit', at: 340, wide: 54, right: true },
  { zh: '个人缴费', en: 'Person', at: 394, wide: 54, right: true },
  { zh: '财政补贴', en: 'Government', at: 448, wide: 51, right: true },
];

const short = (period: string): string => period.replace('-', '.');
const spanOf = ({ from, to }: DocumentRowDto): string =>
  from === to ? short(from) : `${short(from)}–${short(to)}`;
const cellsOf = (row: DocumentRowDto): readonly string[] => [
  `${row.schemeName.zh}\n${row.schemeName.en}`,
  row.place === '' ? '个人缴费\nby the person' : row.place,
  spanOf(row),
  String(row.months),
  row.unitPart,
  row.personPart,
  row.governmentPart,
];

/** An amount as it is set in a book: a receipt printer has the wide sign alone, and no minus. */
const asSet = (amount: string): string => amount.replaceAll('￥', '¥').replace(/^-/, '−');

/** What draws parts of a paper, on A4 pages or on a roll. */
export type Drawing = {
  /** A line of a label and an amount, as receipts write it; `strong`: one that sums up. */
  readonly amount: (label: string, value: string, strong?: boolean) => void;
  readonly heading: (text: string) => void;
  /** Of a part below a heading. */
  readonly subheading: (text: string) => void;
  readonly note: (text: string) => void;
  /** How something was reckoned. */
  readonly step: (text: string) => void;
};

class Paper implements Drawing {
  y = margin;

  constructor(
    private readonly doc: PDFKit.PDFDocument,
    private readonly content: DocumentContent,
    private readonly verifyUrl: string,
  ) {}

  head(): void {
    const { agency, kind } = this.content;
    this.centred(agency.zh, 13, 'bold');
    this.centred(agency.en, 9, 'regular', soft);
    this.y += 8;
    this.centred(documentTitles[kind].zh, 20, 'bold');
    this.centred(documentTitles[kind].en, 11, 'regular', soft);
    this.y += 10;
  }

  person(): void {
    const { name, socialSecurityNumber, number, issuedAt, purpose } = this.content;
    const pairs: readonly (readonly [string, string])[] = [
      ['姓名 Name', name],
      ['社会保障号码 No.', socialSecurityNumber],
      ['文书编号 Document', number],
      ['出具时间 Issued', printInstant(issuedAt)],
      ['用途 Purpose', purpose],
    ];
    for (const [label, value] of pairs) {
      this.text(label, margin, 108, 9.5, 'regular', soft);
      const height = this.text(value, margin + 112, width - 112, 11, 'bold');
      this.y += height + 4;
    }
    this.y += 4;
  }

  table(): void {
    const { rows } = this.content;
    this.tableHead();
    if (rows.length === 0) {
      this.text(
        '没有已缴费的记录。 There are no contributions that were paid.',
        margin,
        width,
        10,
        'regular',
        soft,
      );
      this.y += 22;
      return;
    }
    for (const row of rows) this.row(cellsOf(row), 'regular');
    this.rule(0.8);
    this.row(['合计 Total', '', '', '', ...Object.values(totalOf(rows))], 'bold');
    this.rule(0.8);
  }

  accounts(): void {
    if (this.content.accounts.length === 0) return;
    this.room(24 + 16 * this.content.accounts.length);
    this.y += 8;
    this.text('个人账户余额 Balance of personal accounts', margin, width, 10.5, 'bold');
    this.y += 18;
    for (const { schemeName, balance } of this.content.accounts) {
      this.text(`${schemeName.zh} ${schemeName.en}`, margin, 320, 9.5);
      this.doc.font('bold').fontSize(10.5).fillColor(ink);
      this.doc.text(asSet(printYuan(balance)), margin + 320, this.y, {
        width: width - 320,
        align: 'right',
      });
      this.y += 16;
    }
  }

  heading(text: string): void {
    this.room(60);
    this.y += 8;
    this.y += this.text(text, margin, width, 12, 'bold') + 4;
    this.rule(0.8);
    this.y += 4;
  }

  subheading(text: string): void {
    this.room(44);
    this.y += 4;
    this.y += this.text(text, margin, width, 10, 'bold', soft) + 3;
    this.rule(0.3);
    this.y += 3;
  }

  amount(label: string, value: string, strong = false): void {
    this.room(22);
    const weight = strong ? 'bold' : 'regular';
    const top = this.y;
    const height = this.text(label, margin, width - 130, 9.5, weight);
    this.doc.font(weight).fontSize(10).fillColor(ink);
    this.doc.text(asSet(value), margin + width - 126, top, { width: 126, align: 'right' });
    this.y = top + height + 4;
    this.rule(0.3);
    this.y += 3;
  }

  note(text: string): void {
    this.room(24);
    this.y += this.text(text, margin, width, 8.5, 'regular', soft) + 3;
  }

  step(text: string): void {
    this.note(text);
  }

  foot(): void {
    this.room(150);
    this.y += 12;
    const top = this.y;
    this.qr(margin, top, 92);
    const [left, wide] = [margin + 108, width - 108];
    this.text('验证码 Code', left, wide, 9.5, 'regular', soft);
    this.y += 14;
    this.text(this.content.verificationCode.replace(/(.{4})(?=.)/g, '$1 '), left, wide, 14, 'bold');
    this.y += 24;
    const told = [
      '扫描二维码或在下列网址核验；核验页显示的内容应与本证明逐项一致。',
      'Scan the code or go to the address below; what it shows must agree with this paper line by line.',
    ];
    for (const one of told) this.y += this.text(one, left, wide, 8.5, 'regular', soft) + 2;
    this.y += this.text(this.verifyUrl, left, wide, 7, 'regular', soft);
    this.y = Math.max(this.y, top + 96) + 8;
    this.doc.font('regular').fontSize(10.5).fillColor(ink);
    this.doc.text(`${this.content.agency.zh}（盖章 Seal）`, margin, this.y, { width, align: 'right' });
    this.y += 16;
    this.doc.text(printPeriod(printInstant(this.content.issuedAt).split(' ')[0] ?? ''), margin, this.y, {
      width,
      align: 'right',
    });
    this.y += 16;
    const operator = this.content.operator ?? '本人自助 the holder';
    this.text(`经办 Operator ${operator}`, margin, width, 8.5, 'regular', soft);
  }

  /** On every page: which paper it is a page of. */
  pageNumbers(): void {
    const { count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.doc.switchToPage(page);
      this.doc.page.margins.bottom = 0;
      this.doc.font('regular').fontSize(8).fillColor(soft);
      this.doc.text(`${this.content.number} · ${page + 1} / ${count}`, margin, 841.89 - 40, {
        width,
        align: 'center',
      });
    }
  }

  private text(
    text: string,
    at: number,
    wide: number,
    size: number,
    weight: 'regular' | 'bold' = 'regular',
    color = ink,
  ): number {
    this.doc.font(weight).fontSize(size).fillColor(color);
    this.doc.text(text, at, this.y, { width: wide });
    return this.doc.heightOfString(text, { width: wide });
  }

  private centred(text: string, size: number, weight: 'regular' | 'bold', color = ink): void {
    this.doc
      .font(weight)
      .fontSize(size)
      .fillColor(color)
      .text(text, margin, this.y, { width, align: 'center' });
    this.y += this.doc.heightOfString(text, { width }) + 1;
  }

  private rule(thick = 0.4): void {
    this.doc
      .moveTo(margin, this.y)
      .lineTo(margin + width, this.y)
      .lineWidth(thick)
      .strokeColor(line)
      .stroke();
  }

  private tableHead(): void {
    this.rule(0.8);
    this.y += 3;
    const top = this.y;
    for (const { zh, en, at, wide, right } of columns) {
      const align = right === true ? 'right' : 'left';
      this.doc
        .font('bold')
        .fontSize(9)
        .fillColor(ink)
        .text(zh, margin + at, top, { width: wide, align });
      this.doc
        .font('regular')
        .fontSize(7)
        .fillColor(soft)
        .text(en, margin + at, top + 13, { width: wide, align });
    }
    this.y = top + 25;
    this.rule(0.8);
  }

  private row(cells: readonly string[], weight: 'regular' | 'bold'): void {
    this.doc.font(weight).fontSize(8.5);
    const heights = cells.map((cell, index) =>
      this.doc.heightOfString(cell === '' ? ' ' : cell, { width: columns[index]?.wide ?? width }),
    );
    const height = Math.max(...heights) + 6;
    if (this.y + height > bottom) {
      this.next();
      this.tableHead();
    }
    for (const [index, cell] of cells.entries()) {
      const column = columns[index];
      if (column === undefined) continue;
      this.doc.font(weight).fontSize(8.5).fillColor(ink);
      this.doc.text(cell, margin + column.at, this.y + 3, {
        width: column.wide,
        align: column.right === true ? 'right' : 'left',
      });
    }
    this.y += height;
    this.rule(0.3);
  }

  private qr(x: number, y: number, size: number): void {
    const { data } = encode(this.verifyUrl, { border: 0 });
    const module = size / data.length;
    for (const [down, bits] of data.entries())
      for (const [across, dark] of bits.entries())
        if (dark) this.doc.rect(x + across * module, y + down * module, module, module);
    this.doc.fillColor('#000000').fill();
  }

  private room(height: number): void {
    if (this.y + height > bottom) this.next();
  }

  private next(): void {
    this.doc.addPage();
    this.y = margin;
  }
}

/** The bytes of the file, the same each time for the same content, font and library. */
export const drawPaper = async (content: DocumentContent, verifyUrl: string): Promise<Buffer> => {
  // Loaded with the first paper that is drawn: most programs and commands draw none.
  const { default: PdfFile } = await import('pdfkit');
  const doc = new PdfFile({
    size: 'A4',
    margin,
    bufferPages: true,
    lang: 'zh-CN',
    info: {
      Title: `${documentTitles[content.kind].zh} ${content.number}`,
      Author: content.agency.zh,
      CreationDate: new Date(content.issuedAt),
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
  const paper = new Paper(doc, content, verifyUrl);
  paper.head();
  paper.person();
  if (content.move !== undefined) drawMove(paper, content.move);
  else if (content.benefits !== undefined) drawBenefits(paper, content.benefits, content.year ?? 0);
  else if (content.years === undefined) {
    paper.table();
    paper.accounts();
  } else drawAccountYears(paper, content);
  paper.foot();
  paper.pageNumbers();
  doc.end();
  await ended;
  return Buffer.concat(parts);
};
