/** Promises of a statement or certificate on a roll, read off the paper: nothing is wider than it, nothing of it is missing. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { runDots } from '#hardware/virtual-printer/paper.js';
import type { components } from '#libs/contract/central-api.js';
import { layOutPaper } from '#libs/contract/paper-roll.js';
import { printYuan } from '#libs/contract/receipt-text.js';
import { lettersOf, printOnPaper, runsOf } from './on-paper.js';

type Paper = components['schemas']['OwnDocumentDto'];

const words = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(...'\\|{}~_"`^-=:;#* aZ09张德令哈·（），𠮷'),
    minLength: 1,
    maxLength,
  });
const amount = fc
  .bigInt({ min: 0n, max: 99_999_999_999n })
  .map((fen) => printYuan(`${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`));
const papers: fc.Arbitrary<Paper> = fc
  .record({
    name: words(60),
    agency: fc.record({ zh: words(40), en: words(80) }),
    purpose: words(40),
    lines: fc.array(
      fc.oneof(
        fc.record({ form: fc.constantFrom('heading', 'note'), text: words(120), value: fc.constant(null) }),
        fc.record({ form: fc.constantFrom('amount', 'strong'), text: words(120), value: amount }),
      ),
      { maxLength: 30 },
    ),
  })
  .map((change) => ({
    number: 'D63280220261124000001',
    title: { zh: '社会保险待遇核定与领取明细单', en: 'Statement of Social Insurance Benefits' },
    socialSecurityNumber: '632802199001011234',
    issuedAt: '2026-11-24T02:15:09Z',
    verificationCode: '7KQ4M2XD7KQ4M2XD',
    verifyUrl: 'http://127.0.0.1:7300/v1/documents/D63280220261124000001?code=7KQ4M2XD7KQ4M2XD',
    ...change,
  }));
const bare = (text: string): string => text.replaceAll(/\s/gu, '');

describe.each([58, 80] as const)('a statement on a roll of %i mm', (width) => {
  it('is never wider than the paper, never wrapped by the printer, and says all of it', () => {
    fc.assert(
      fc.property(papers, (paper) => {
        const { sheet, parts, lineFeeds } = printOnPaper(layOutPaper(paper, '自助一号', width), width);
        for (const run of runsOf(sheet))
          expect(run.xDots + runDots(run)).toBeLessThanOrEqual(sheet.widthDots);
        expect(sheet.rows.filter((row) => row.content.kind !== 'qr')).toHaveLength(lineFeeds);
        const letters = lettersOf(sheet);
        const said = paper.lines.flatMap(({ text, value }) => [text, value ?? '']);
        for (const wanted of [paper.name, paper.socialSecurityNumber, paper.number, ...said])
          expect(letters).toContain(bare(wanted));
        expect(letters).toContain(paper.verificationCode);
        expect(parts).toBe(1);
        expect(sheet.rows.flatMap((row) => (row.content.kind === 'qr' ? [row.content.data] : []))).toEqual([
          paper.verifyUrl,
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('has its amounts at the right edge', () => {
    const [paper] = fc.sample(papers, { numRuns: 1, seed: 1 });
    const lines = ['￥5.00', '￥123,456.78'].map((value) => ({
      form: 'strong',
      text: '个人缴费 Person',
      value,
    }));
    if (paper === undefined) throw new Error('no sample');
    const { sheet } = printOnPaper(layOutPaper({ ...paper, lines }, '自助一号', width), width);
    const amounts = runsOf(sheet).filter((run) => run.characters[0]?.text === '￥');
    expect(amounts).toHaveLength(2);
    for (const run of amounts) expect(run.xDots + runDots(run)).toBe(sheet.widthDots);
  });
});
