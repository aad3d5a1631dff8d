/** Promises of the files that add languages to a kiosk: what is fit is read, what is not is named in the log, and nothing else is stopped by it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readAgentConfig } from '../ground/config.js';
import { createLog } from '../ground/logging.js';
import { KioskLanguages } from './kiosk-languages.service.js';

let folder: string;
let files: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiosk-languages-'));
  files = join(folder, 'files');
  mkdirSync(files);
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (file: string, content: unknown): void =>
  writeFileSync(join(files, file), typeof content === 'string' ? content : JSON.stringify(content));

/** What is read, and what is said of the rest: file and reason. */
const read = async (from = files) => {
  const log = join(folder, 'log');
  const languages = new KioskLanguages(readAgentConfig({ KIOSK_LANGUAGES: from }), createLog('warn', log));
  const taken = await languages.all();
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  const said = lines.map((line) => JSON.parse(line) as { file?: string; error: string });
  return { taken, said };
};

it('a file is a language, also with a byte order mark', async () => {
  const bo = {
    code: 'bo',
    name: 'བོད་ཡིག',
    words: { greeting: 'བཀྲ་ཤིས་བདེ་ལེགས། {name}', guide: { title: 'ལམ་སྟོན།' } },
  };
  put('tibetan.json', `\uFEFF${JSON.stringify(bo)}`);
  put('notes.txt', 'of the translator');
  expect(await read()).toEqual({ taken: [bo], said: [] });
});

it.each([
  ['{ "code": ', 'SyntaxError'],
  [[], 'no object'],
  [{ code: 'zh', name: 'x', words: {} }, 'code is none'],
  [{ code: '../x', name: 'x', words: {} }, 'code is none'],
  [{ code: 'bo', words: {} }, 'name is not'],
  [{ code: 'bo', name: 'x', words: { guide: { title: 1 } } }, 'no group of words: words.guide.title'],
  [{ code: 'bo', name: 'x', words: { back: '@:stop' } }, 'no value: words.back'],
  [{ code: 'bo', name: 'x', words: { pay: '{amount' } }, 'no value: words.pay'],
])('%j is left out, and named', async (content, reason) => {
  put('a.json', content);
  put('b.json', { code: 'mn', name: 'Монгол', words: {} });
  const { taken, said } = await read();
  expect(taken.map(({ code }) => code)).toEqual(['mn']);
  expect(said).toEqual([expect.objectContaining({ file: 'a.json', error: expect.stringContaining(reason) })]);
});

it('two of one code, and more than a screen has room for, are left out', async () => {
  for (const [file, code] of ['bo', 'bo', 'mn', 'ug'].entries())
    put(`${file}.json`, { code, name: 'x', words: {} });
  const { taken, said } = await read();
  expect(taken.map(({ code }) => code)).toEqual(['bo', 'mn']);
  expect(said.map(({ file }) => file)).toEqual(['1.json', '3.json']);
});

it('a folder that is not there is named, and there are none without one', async () => {
  const { taken, said } = await read(join(folder, 'nowhere'));
  expect([taken, said.length]).toEqual([[], 1]);
  expect(await new KioskLanguages(readAgentConfig({}), createLog('silent')).all()).toEqual([]);
});
