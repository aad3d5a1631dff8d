/** Promises of the report of a refused file: row by row in both languages, for its owner's eyes. */
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { demandNoFindings } from './row-findings.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sscard-findings-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('says of each row what is wrong and what to do about it, in Chinese and in English', async () => {
  const path = join(folder, 'result.csv.report.csv');
  const findings = [
    { line: 3, field: 'AAE010', code: 'account-check-digit' },
    { line: 7, field: 'AAC002', code: 'row-repeated' },
  ] as const;
  await expect(demandNoFindings(findings, join(folder, 'result.csv'))).rejects.toMatchObject({
    code: 'rows-refused',
    detail: `account-check-digit 1, row-repeated 1; ${path}`,
  });
  expect(readFileSync(path, 'utf8').split('\r\n')).toEqual([
    '\uFEFF行号 row,列 field,代码 code,原因 reason,处理 next step',
    '3,AAE010,account-check-digit,银行账号校验位不正确 The check digit of the bank account is wrong,请与银行核对账号 Check the account with the bank',
    '7,AAC002,row-repeated,同一人或同一项重复出现 The same person or item appears twice,请只保留一行 Keep one of the rows',
    '',
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('never takes the place of the file it is about, under whatever name', async () => {
  const [file, link] = [join(folder, 'accounts.csv'), join(folder, 'link.csv')];
  writeFileSync(file, 'of the bank');
  symlinkSync(file, link);
  const findings = [{ line: 2, field: 'AAE010', code: 'account-check-digit' }] as const;
  for (const told of [file, link])
    await expect(demandNoFindings(findings, file, told)).rejects.toMatchObject({ code: 'file-unwritable' });
  expect(readFileSync(file, 'utf8')).toBe('of the bank');
});
