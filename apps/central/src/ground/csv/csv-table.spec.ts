/** Promises of tables: read alike whatever program wrote them, with the rows counted as its owner sees them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { Refused } from '../http/refused.js';
import { csvTable } from './csv-table.js';
import { surveyFile } from './text-encoding.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sscard-table-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = readonly [line: number, number: string, name: string, fault: string | null];

const read = async (content: string | Uint8Array): Promise<Row[]> => {
  const path = join(folder, 'table.csv');
  writeFileSync(path, content);
  const rows: Row[] = [];
  for await (const { line, values, fault } of csvTable(
    path,
    await surveyFile(path),
    ['NUMBER', 'NAME'],
    ['NAME'],
  ))
    rows.push([line, values.NUMBER, values.NAME, fault?.code ?? null]);
  return rows;
};

const refusalOf = async (content: string | Uint8Array): Promise<string> => {
  const fault: unknown = await read(content).catch((reason: unknown) => reason);
  if (!(fault instanceof Refused)) throw new Error(`not refused: ${JSON.stringify(fault)}`);
  return fault.message;
};

const plain = 'NUMBER,NAME\r\n001,张三\r\n002,李四\r\n';
const rows: Row[] = [
  [2, '001', '张三', null],
  [3, '002', '李四', null],
];

describe('the same table', () => {
  it.each([
    ['of a program', plain],
    ['with the mark of UTF-8', `\uFEFF${plain}`],
    ['in GB 18030', iconv.encode(plain, 'gb18030')],
    [
      'in UTF-16 as spreadsheets save text',
      iconv.encode(plain.replaceAll(',', '\t'), 'utf16le', { addBOM: true }),
    ],
    ['in UTF-16 of the other order', iconv.encode(plain, 'utf16be', { addBOM: true })],
    ['with semicolons', plain.replaceAll(',', ';')],
    ['with tabs', plain.replaceAll(',', '\t')],
    ['with bars', plain.replaceAll(',', '|')],
    ['with line feeds alone', plain.replaceAll('\r', '')],
    ['of an old Macintosh', plain.replaceAll('\n', '')],
    ['of an old Macintosh with a break in a cell', plain.replaceAll('\n', '').replace('李四', '"李四\n"')],
    ['without a last line end', plain.trimEnd()],
    ['with zeros behind', plain + '\0'.repeat(512)],
    ['with the end of a DOS text', `${plain}\u001A`],
    ['with marks that do not show', plain.replaceAll(/00\d/gu, '\uFEFF$&\u202C')],
    ['with blank columns behind', plain.replaceAll('\r\n', ',,,\r\n')],
    ['with a blank column between', plain.replaceAll(',', ',,')],
    ['with blank rows behind', `${plain},\r\n,\r\n\r\n, ,\u3000\r\n`],
    ['with a header in small and full-width letters', plain.replace('NUMBER,NAME', ' number , ＮＡＭＥ ')],
    ['with codes wrapped for a spreadsheet', plain.replaceAll(/00\d/gu, (code) => `"=""${code}"""`)],
    ['with an apostrophe before its codes', plain.replaceAll(/00\d/gu, (code) => `'${code}`)],
  ])('%s is read alike', async (_, content) => {
    expect(await read(content)).toEqual(rows);
  });

  it.each([
    ['a title', '德令哈市申领表\r\n', 1],
    [
      'a title with blank cells, a note and a blank line',
      '德令哈市申领表,,\r\n填表：王五,2026-11-24\r\n\r\n',
      3,
    ],
    ['the separator for a spreadsheet', 'sep=,\r\n', 1],
  ])('below %s keeps the numbers of its lines', async (_, above, lines) => {
    expect(await read(above + plain)).toEqual(rows.map(([line, ...rest]) => [line + lines, ...rest]));
  });
});

it('counts a row whose cells hold line breaks as one, as a spreadsheet does', async () => {
  expect(await read('NUMBER,NAME\r\n"00\r\n1","张\n三"\r\n002,李四\r\n')).toEqual([
    [2, '001', '张 三', null],
    [3, '002', '李四', null],
  ]);
});

it('takes a row that ends before its last columns for blank there, but not the last of a file that was cut off', async () => {
  expect(await read('NUMBER,NAME\n001\n002,李四\n')).toEqual([
    [2, '001', '', null],
    [3, '002', '李四', null],
  ]);
  expect(await read('NUMBER,NAME\n001,张三\n00')).toEqual([
    [2, '001', '张三', null],
    [3, '00', '', 'row-malformed'],
  ]);
});

it('tells cells beyond the header or under a column without a name', async () => {
  expect(await read('NUMBER,,NAME\n001,x,张三\n002,,李四,y\n')).toEqual([
    [2, '001', '张三', 'row-malformed'],
    [3, '002', '李四', 'row-malformed'],
  ]);
});

it('tells of zeros within a cell, which no text has', async () => {
  expect(await read('NUMBER,NAME\n001,张\0三\n')).toEqual([[2, '001', '张\0三', 'row-encoding']]);
});

it('tells what a spreadsheet did to a cell of any table', async () => {
  expect(await read('NUMBER,NAME\n6.32802E+17,张三\n1,#N/A\n')).toEqual([
    [2, '6.32802E+17', '张三', 'sheet-scientific'],
    [3, '1', '#N/A', 'sheet-value-lost'],
  ]);
});

it.each([
  ['with rows above its header', `632802199003070018,张三\n${plain}`, 'rows-above-header: row 2'],
  ['of a spreadsheet itself', 'PK\u0003\u0004\u0014\u0000', 'encoding-unknown: XLSX'],
  ['of an older spreadsheet', Buffer.from('D0CF11E0A1B11AE1', 'hex'), 'encoding-unknown: XLS'],
  ['of a mark alone in UTF-16', Buffer.from('FFFE', 'hex'), 'file-empty'],
  ['of a title alone', '德令哈市申领表\n', 'column-missing: NUMBER'],
])('refuses a file %s as a whole', async (_, content, refusal) => {
  expect(await refusalOf(content)).toMatch(new RegExp(`^${refusal}`, 'u'));
});
