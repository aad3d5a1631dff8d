/** Promises of rows for a spreadsheet: what is written is read again as the same text, and never reckoned out. */
import { expect, it } from '@jest/globals';
import { csvLine } from './csv-line.js';

it.each(['=1+1', '+86139', '-1', '@SUM(A1)', '\t=1', '\r=1'])('makes the formula %j text', (field) => {
  expect(csvLine(['张三', field])).toContain(`'${field}`);
});

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
