/** Promises of what was looked at: photos count as they were looked at, all or nothing is one act, and what nobody imports is forgotten. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { Counter } from '../../../../../test/support/counter.js';
import { silentProgress } from '../../ground/chunked-work/progress.js';
import { portrait } from '../../whole/demonstration/portrait.js';
import type { FileImport } from '../../records/imports/file-import.js';
import { FileImports } from '../../records/imports/file-imports.service.js';

let counter: Counter;
let imports: FileImports;
let folder: string;

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  imports = counter.app.get(FileImports, { strict: false });
  folder = mkdtempSync(join(tmpdir(), 'sscard-looked-at-'));
});
afterAll(async () => {
  await counter.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A photo like no other: what tells it apart stands behind the picture, before the mark of its end. */
const photo = (mark: number): Buffer =>
  Buffer.concat([
    Buffer.from(portrait()).subarray(0, -2),
    Buffer.from(String(mark)),
    Buffer.from('FFD9', 'hex'),
  ]);

/** A file of people born on a day, each with their photo in a folder beside it. */
const writeFile = (day: string, people: number) => {
  const numbers = Array.from({ length: people }, (_, index) => {
    const first17 = `632802${day}${String(index + 1).padStart(3, '0')}`;
    return first17 + socialSecurityNumberCheck(first17);
  });
  for (const [index, number] of numbers.entries()) writeFileSync(join(folder, `${number}.jpg`), photo(index));
  const path = join(folder, `${day}.csv`);
  writeFileSync(path, ['AAC002,AAC003', ...numbers.map((number) => `${number},张三`)].join('\n'));
  return { path, photos: folder, staffNumber: '0005', numbers };
};

type Written = ReturnType<typeof writeFile>;

const look = (file: Written): Promise<FileImport> =>
  imports.look('applicants', file, join(folder, 'report.csv'), silentProgress);

const applied = async ({ numbers }: Written): Promise<number> =>
  (
    await counter.query(
      'select from card_application a join person p on p.id = a.person_id where p.social_security_number = any($1)',
      [numbers],
    )
  ).length;

it('refuses a photo that is another one than was looked at, and with all or nothing takes every row back', async () => {
  // More rows than one chunk of those with photos.
  const file = writeFile('19900101', 600);
  const { controlCode: code } = await look(file);
  const last = join(folder, `${file.numbers.at(-1) ?? ''}.jpg`);
  const seen = readFileSync(last);
  writeFileSync(last, photo(9999));
  const committing = imports.commit('applicants', file, { code, allOrNothing: true }, silentProgress);
  await expect(committing).rejects.toMatchObject({ code: 'import-changed', detail: 'row 601: photo' });
  expect(await applied(file)).toBe(0);
  writeFileSync(last, seen);
  const { import: done } = await imports.commit(
    'applicants',
    file,
    { code, allOrNothing: true },
    silentProgress,
  );
  expect([done.state, await applied(file)]).toEqual(['committed', 600]);
});

it('is forgotten with all its rows a week later, when another file is looked at', async () => {
  const { id } = await look(writeFile('19910101', 2));
  const left = async (): Promise<number> =>
    (await counter.query('select from file_import_row where import_id = $1', [id])).length;
  counter.clock.move(7 * 86_400_000);
  await look(writeFile('19910102', 1));
  expect(await left()).toBe(2);
  counter.clock.move(1000);
  await look(writeFile('19910103', 1));
  expect(await left()).toBe(0);
});

it('is refused a report that would take the place of the file itself', async () => {
  const file = writeFile('19920101', 1);
  const text = readFileSync(file.path, 'utf8');
  await expect(imports.look('applicants', file, file.path, silentProgress)).rejects.toMatchObject({
    code: 'file-unwritable',
  });
  expect(readFileSync(file.path, 'utf8')).toBe(text);
});
