/** Promises about files for people: whole or not there at all, refused beforehand where nothing can be written. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { csvLine } from './csv/csv-line.js';
import { demandWritable, writeWhole } from './whole-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sscard-whole-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('leaves what was there, and nothing beside it, when the writing fails', async () => {
  const path = join(folder, 'list.csv');
  writeFileSync(path, 'before');
  await expect(
    writeWhole(path, async (file) => {
      await file.appendFile('half');
      throw new Error('the database is gone');
    }),
  ).rejects.toThrow('the database is gone');
  expect(readdirSync(folder)).toEqual(['list.csv']);
  expect(readFileSync(path, 'utf8')).toBe('before');
  await writeWhole(path, (file) => file.appendFile('after'));
  expect(readdirSync(folder)).toEqual(['list.csv']);
  expect(readFileSync(path, 'utf8')).toBe('after');
  // People stand in it: only its owner reads it, whoever could read what was there before.
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('refuses a place where nothing can be written, before and while', async () => {
  for (const path of [join(folder, 'missing', 'list.csv'), folder]) {
    await expect(demandWritable(path)).rejects.toMatchObject({ code: 'file-unwritable' });
    await expect(writeWhole(path, (file) => file.appendFile('x'))).rejects.toMatchObject({
      code: 'file-unwritable',
    });
  }
  await expect(demandWritable(join(folder, 'list.csv'))).resolves.toBeUndefined();
});

it('makes text of what a spreadsheet would reckon out', () => {
  expect(csvLine(['=cmd|calc!A0', '+1', '@x', '-2', '王芳', 'a,"b"'])).toBe(
    `'=cmd|calc!A0,'+1,'@x,'-2,王芳,"a,""b"""\r\n`,
  );
});
