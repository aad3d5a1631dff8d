/** Promises of workbooks: the first sheet reads as the text a spreadsheet would save, and what is none is said to be none. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { archive } from '../../../../../test/support/archive.js';
import { surveyTable } from './workbook.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sscard-workbook-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const relations = `<Relationships><Relationship Id="rId7" Target="/xl/worksheets/first.xml"/></Relationships>`;
const book = (properties = ''): string =>
  `<workbook xmlns:r="r">${properties}<sheets><sheet name="a" sheetId="2" r:id="rId7"/><sheet name="b" sheetId="1" r:id="rId8"/></sheets></workbook>`;

const write = async (name: string, parts: Readonly<Record<string, string>>): Promise<string> => {
  const path = join(folder, name);
  writeFileSync(
    path,
    await archive(Object.entries(parts).map(([part, text]) => ({ name: part, content: new Blob([text]) }))),
  );
  return path;
};

/** The text a workbook is read as; nothing of it is left on the disk. */
const textOf = async (path: string): Promise<string> => {
  const { path: text, survey, dispose } = await surveyTable(path);
  const read = readFileSync(text, 'utf8');
  expect(survey.encoding).toBe('utf-8');
  await dispose();
  expect(() => readFileSync(text)).toThrow('ENOENT');
  return read;
};

const sheet = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

it('reads shared and own texts, numbers as they were saved, days as days, and keeps empty rows and columns', async () => {
  const path = await write('whole.xlsx', {
    'xl/workbook.xml': book(),
    'xl/_rels/workbook.xml.rels': relations,
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="0.00&quot;d&quot;"/></numFmts>' +
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>',
    'xl/sharedStrings.xml':
      '<sst><si><t>AAC003</t></si><si><r><t>张</t></r><r><t>三</t></r><rPh><t>zhang</t></rPh></si></sst>',
    'xl/worksheets/first.xml': sheet(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>a,"b"</t></is></c></row>' +
        '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="1"><v>45000</v></c><c r="C3"><v>6.3280219900307E+17</v></c>' +
        '<c r="D3" s="2"><v>45000</v></c><c r="E3" t="b"><v>1</v></c></row>',
    ),
  });
  expect(await textOf(path)).toBe(
    '\uFEFFAAC003,,"a,""b"""\r\n\n张三,2023-03-15,6.3280219900307E+17,45000,TRUE\r\n',
  );
});

it('counts days from 1904 where the workbook does', async () => {
  const path = await write('macintosh.xlsx', {
    'xl/workbook.xml': book('<workbookPr date1904="1"/>'),
    'xl/_rels/workbook.xml.rels': relations,
    'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
    'xl/worksheets/first.xml': sheet('<row><c s="0"><v>43538</v></c></row>'),
  });
  expect(await textOf(path)).toBe('\uFEFF2023-03-15\r\n');
});

it.each([
  ['no archive', 'PK\u0003\u0004 and nothing', 'XLSX: ZIP'],
  ['no workbook', { 'word/document.xml': '<a/>' }, 'XLSX: no workbook'],
  [
    'no sheet',
    { 'xl/workbook.xml': book(), 'xl/_rels/workbook.xml.rels': '<Relationships/>' },
    'XLSX: no sheet',
  ],
  [
    'XML that ends in the middle',
    {
      'xl/workbook.xml': book(),
      'xl/_rels/workbook.xml.rels': relations,
      'xl/worksheets/first.xml': '<worksheet><sheetData><row>',
    },
    'XLSX: XML',
  ],
])('says so of %s', async (name, content, detail) => {
  const path = join(folder, `${name}.xlsx`);
  if (typeof content === 'string') writeFileSync(path, content);
  else await write(`${name}.xlsx`, content as Readonly<Record<string, string>>);
  await expect(surveyTable(path)).rejects.toMatchObject({ code: 'encoding-unknown', detail });
});
