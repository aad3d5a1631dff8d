/** Promises of rows for a spreadsheet: what is written is read again as the same text, and never reckoned out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { csvPieces } from './csv-records.js';
import { csvLine } from './csv-line.js';

it.each(['=1+1', '+86139', '-1', '@SUM(A1)', '＝1+1', '＠SUM(A1)', '\t=1', '\r=1'])(
  'makes the formula %j text',
  (field) => {
    expect(csvLine(['张三', field])).toContain(`'${field}`);
  },
);

it.each([
  ['张三', '张三'],
  ['a-b=c', 'a-b=c'],
  ['甲,乙', '"甲,乙"'],
  ['说"好"', '"说""好"""'],
  ['两\n行', '"两\n行"'],
  ['=A1,B1', `"'=A1,B1"`],
])('writes %j as one field', (field, written) => {
  expect(csvLine([field, '1'])).toBe(`${written},1\r\n`);
});

it('reads back each field that it wrote, formulas too, however it began', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sscard-csv-'));
  // Line ends come back as one character, half characters not at all, and rows of blanks are left out.
  const field = fc.string({ unit: fc.constantFrom(...`'"=+-@＝＠,;\t\n 张a1`) });
  const row = fc
    .array(field, { minLength: 2, maxLength: 4 })
    .filter((fields) => fields.some((text) => text.trim() !== ''));
  const rows = fc.array(row, { minLength: 1, maxLength: 20 });
  try {
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        const path = join(folder, 'rows.csv');
        writeFileSync(path, written.map(csvLine).join(''));
        const read: (readonly string[])[] = [];
        const survey = { digest: '', bytes: 0, encoding: 'utf-8', markBytes: 0, lineEnd: '\n' } as const;
        for await (const { records } of csvPieces(path, survey))
          read.push(...records.map(({ cells }) => cells));
        expect(read).toEqual(written);
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
