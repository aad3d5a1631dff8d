/** Promises of the receipt's layout, read off the paper: nothing is wider than it, nothing of the receipt is missing. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { toChineseEscpos } from '#hardware/receipt-printer/chinese-escpos.js';
import { receiptPng, receiptSvg, receiptText } from '#hardware/receipt-printer/picture.js';
import type { Sheet } from '#hardware/virtual-printer/paper.js';
import { runDots } from '#hardware/virtual-printer/paper.js';
import { cardServices } from '#libs/cards/card-services.js';
import { cardReceiptLabels } from '#libs/contract/card-receipt-labels.js';
import {
  columnsOf,
  layOutReceipt,
  type PaperWidth,
  type ReceiptDocument,
} from '#libs/contract/receipt-layout.js';
import type { ReceiptLine } from '#libs/contract/receipt-money.js';
import { printInstant, printPeriod, printYuan } from '#libs/contract/receipt-text.js';
import { lettersOf, type Printed, printOnPaper, runsOf } from './on-paper.js';
import { sampleReceipt } from './paper-sample.js';

const print = (receipt: ReceiptDocument, paper: PaperWidth): Printed =>
  printOnPaper(layOutReceipt(receipt, paper), paper);

/** The letters of one side only: labels and values wrap beside each other. */
const sideOf = (sheet: Sheet, side: 'left' | 'right'): string =>
  runsOf(sheet)
    .filter((run) => (side === 'left') === (run.xDots === 0))
    .flatMap((run) => run.characters.map(({ text }) => text))
    .join('')
    .replace(/\s/gu, '');

const yuan = fc
  .bigInt({ min: 0n, max: 99_999_999_999n })
  .map((fen) => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`);
/** Text with everything that receiptline takes for markup, and characters of every width. */
const words = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(...'\\|{}~_"`^-=:;#* aZ09张德令哈·（），𠮷'),
    minLength: 1,
    maxLength,
  });
const line: fc.Arbitrary<ReceiptLine> = fc.record(
  {
    schemeName: fc.record({ zh: words(60), en: words(60) }),
    period: fc.constantFrom('2026', '2026-11', '2026-01至2026-03'),
    personal: yuan,
    unit: yuan,
    lateFee: yuan,
    base: yuan,
    note: words(80),
  },
  { requiredKeys: ['schemeName', 'period', 'personal'] },
);
const receipts: fc.Arbitrary<ReceiptDocument> = fc
  .record({
    agency: fc.record({ zh: words(40), en: words(80) }),
    kind: fc.constantFrom('payment', 'collection', 'till-draw', 'till-deposit'),
    channel: fc.constantFrom('bank', 'cash'),
    payerName: fc.option(words(40)),
    terminalName: words(30),
    lines: fc.array(line, { minLength: 1, maxLength: 12 }),
    total: yuan,
    totalCapitals: fc.constantFrom('零元整', '壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分'),
    bankReference: fc.option(words(60)),
    copy: fc.integer({ min: 1, max: 12 }),
  } as const)
  .map((change) => sampleReceipt(change));

/** Of card services: rows in place of money. */
const cardReceipts: fc.Arbitrary<ReceiptDocument> = fc
  .record({
    title: fc.constantFrom(...Object.values(cardServices).map((service) => service.words)),
    rows: fc.array(
      fc.record({
        label: fc.constantFrom(...Object.values(cardReceiptLabels)),
        value: words(40),
        english: words(60),
      }),
      { maxLength: 10 },
    ),
    copy: fc.integer({ min: 1, max: 3 }),
  })
  .map((change) =>
    sampleReceipt({
      ...change,
      kind: 'card-service',
      channel: 'none',
      lines: [],
      total: '0.00',
      totalCapitals: '零元整',
      bankReference: null,
    }),
  );

describe.each([58, 80] as const)('the layout on %i mm paper', (paper) => {
  it('is never wider than the paper, and never wrapped by the printer', () => {
    fc.assert(
      fc.property(fc.oneof(receipts, cardReceipts), (receipt) => {
        const { sheet, lineFeeds } = print(receipt, paper);
        for (const run of runsOf(sheet))
          expect(run.xDots + runDots(run)).toBeLessThanOrEqual(sheet.widthDots);
        expect(sheet.rows.filter((row) => row.content.kind !== 'qr')).toHaveLength(lineFeeds);
      }),
      { numRuns: 60 },
    );
  });

  it('shows the number, every amount, the total, its capitals and the code, whatever else is on it', () => {
    fc.assert(
      fc.property(receipts, (receipt) => {
        const { sheet, parts } = print(receipt, paper);
        const letters = lettersOf(sheet);
        const right = sideOf(sheet, 'right');
        for (const wanted of [receipt.number, receipt.totalCapitals]) expect(right).toContain(wanted);
        const amounts = receipt.lines.flatMap((each) => [each.personal, each.unit, each.lateFee, each.base]);
        for (const amount of amounts.filter((each) => each !== undefined))
          expect(letters).toContain(printYuan(amount));
        expect(letters).toContain(printYuan(receipt.total));
        expect(letters).toContain(receipt.verificationCode);
        expect(sheet.rows.flatMap((row) => (row.content.kind === 'qr' ? [row.content.data] : []))).toEqual(
          Array.from({ length: parts }, () => receipt.verifyUrl),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('shows what a card service did, in every row, and no money', () => {
    fc.assert(
      fc.property(cardReceipts, (receipt) => {
        const { sheet } = print(receipt, paper);
        const [left, right] = [sideOf(sheet, 'left'), sideOf(sheet, 'right')];
        const letters = lettersOf(sheet);
        expect(letters).toContain(receipt.title?.zh);
        for (const { label, value, english = '' } of receipt.rows ?? []) {
          expect(left).toContain(label.zh);
          // Only wide paper has room for the English, below the value.
          expect(right).toContain((paper === 80 ? value + english : value).replace(/\s/gu, ''));
        }
        for (const money of ['合计', '大写', '缴费方式', '零元整']) expect(letters).not.toContain(money);
        expect(letters).toContain(receipt.verificationCode);
      }),
      { numRuns: 40 },
    );
  });

  it('says which instalment of arrears was paid, and of how much', () => {
    const { sheet } = print(
      sampleReceipt({
        lines: [
          {
            schemeName: { zh: '企业职工基本养老保险', en: 'Employee pension' },
            period: '2026-08',
            personal: '300.00',
            instalment: { agreement: 7, place: 2, of: 6, whole: '800.00' },
          },
        ],
      }),
      paper,
    );
    const letters = lettersOf(sheet);
    expect(letters).toContain('分期缴纳第2期，共6期（协议7）');
    expect(letters).toContain('Instalment2of6');
    expect(letters).toContain('该期应缴全额');
    expect(letters).toContain('(￥800.00)');
  });

  it('prints what looks like markup as what it is', () => {
    const name = '"王|小{明}^_~`\\-=';
    const { sheet } = print(sampleReceipt({ payerName: name, lines: [] }), paper);
    expect(sideOf(sheet, 'right')).toContain(name);
    expect(runsOf(sheet).some((run) => run.underline)).toBe(false);
  });

  it('prints a name of rare characters in GB 18030’s four bytes, and its dot as A1A4', () => {
    const payerName = '王㛃𬱖㼆㳇𣗋·买';
    const { sheet } = print(sampleReceipt({ payerName }), paper);
    expect(lettersOf(sheet)).toContain(payerName);
    const bytes = toChineseEscpos(layOutReceipt(sampleReceipt({ payerName }), paper), columnsOf(paper), [
      { kind: 'status-in-order' },
    ]);
    expect(Buffer.from(bytes).toString('hex')).toContain(
      'cdf58230b7319933c33682328d378231d2339632f737a1a4c2f2',
    );
  });

  it('keeps the place of line breaks and control characters in data free', () => {
    const { sheet } = print(sampleReceipt({ terminalName: '一号\n{command:\u001b@}\u0000窗口' }), paper);
    expect(sideOf(sheet, 'right')).toContain('一号{command:@}窗口');
  });

  it('lines the amounts up at the right edge', () => {
    const { sheet } = print(sampleReceipt(), paper);
    const amounts = runsOf(sheet).filter((run) => run.characters[0]?.text === '￥');
    expect(amounts).toHaveLength(3);
    for (const run of amounts) expect(run.xDots + runDots(run)).toBe(sheet.widthDots);
  });

  it('says original on the first print and which copy it is on the others, in white on black', () => {
    expect(lettersOf(print(sampleReceipt(), paper).sheet)).toContain('正本');
    const copy = print(sampleReceipt({ copy: 2 }), paper).sheet;
    expect(lettersOf(copy)).not.toContain('正本');
    const marked = runsOf(copy).filter((run) => run.inverse);
    expect(marked.flatMap((run) => run.characters.map(({ text }) => text)).join('')).toContain(
      '副本 第2联 补打',
    );
  });

  it('makes a picture as wide as the paper with its margins, and a text without a line too wide', async () => {
    const markdown = layOutReceipt(sampleReceipt(), paper);
    const columns = columnsOf(paper);
    const png = await receiptPng(markdown, columns);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(columns * 12 + 64);
    const svg = await receiptSvg(markdown, columns);
    expect(svg).not.toContain('font-family');
    expect(svg.match(/<use /g)?.length).toBeGreaterThan(200);
    const text = receiptText(markdown, columns);
    expect(text).toContain('￥1,090.00');
    // A large QR code has more modules than a narrow paper has columns.
    for (const each of text.split('\n').filter((some) => !/^[█▀▄ ]+$/.test(some)))
      expect(
        Array.from(each).reduce((sum, c) => sum + (/[\u2e80-\uffe6]/.test(c) ? 2 : 1), 0),
      ).toBeLessThanOrEqual(columns);
  });
});

describe('figures on a receipt', () => {
  it.each([
    ['0.00', '￥0.00'],
    ['1090.00', '￥1,090.00'],
    ['123456789.01', '￥123,456,789.01'],
    ['-50.00', '-￥50.00'],
  ])('%s yuan is written %s', (amount, written) => {
    expect(printYuan(amount)).toBe(written);
  });

  it.each(['1090', '1090.0', '1,090.00', ''])('%p is not an amount', (amount) => {
    expect(() => printYuan(amount)).toThrow(RangeError);
  });

  it.each([
    ['2026-11-24', '2026年11月24日'],
    ['2017-01-06', '2017年1月6日'],
    ['2026-11', '2026年11月'],
    ['2026', '2026年'],
    ['2026年上半年', '2026年上半年'],
  ])('%s is written %s', (period, written) => {
    expect(printPeriod(period)).toBe(written);
  });

  it('an instant is written in China Standard Time', () => {
    expect(printInstant('2026-11-24T16:05:09Z')).toBe('2026年11月25日 00:05:09');
    expect(() => printInstant('yesterday')).toThrow(RangeError);
  });
});
