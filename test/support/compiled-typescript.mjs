/** TypeScript as tests run it: compiled by SWC to ESM, with decorators and their metadata as the build has them, and kept for the next run. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

export const swcOptions = {
  module: { type: 'es6' },
  jsc: {
    target: 'es2022',
    experimental: { keepImportAttributes: true },
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  sourceMaps: 'inline',
};

/** As they are before anybody adds to them. */
const asked = JSON.stringify(swcOptions);

/** What a file of TypeScript says, and where it lies compiled with the map of its lines; a URL may have a query. */
const placesOf = (urlOrPath) => {
  const [address] = urlOrPath.split('?');
  const file = address.startsWith('file:')
    ? fileURLToPath(address.replace(/^file:\/+/, 'file:///'))
    : address;
  const source = readFileSync(file, 'utf8');
  const digest = createHash('sha1').update(asked).update(file).update(source).digest('hex');
  const folder = process.env.SSCARD_TEST_COMPILED ?? join(tmpdir(), 'sscard-compiled');
  mkdirSync(folder, { recursive: true });
  const code = join(folder, `${digest}.mjs`);
  return { file, source, code, map: `${code}.map` };
};

/** The file with the map of a file's lines. */
export const sourceMapOf = (urlOrPath) => placesOf(urlOrPath).map;

const put = (file, content) => {
  // Aside and renamed: another worker may be reading it.
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
};

/** The code of a file, compiled unless it has been. */
export const compiled = (urlOrPath) => {
  const { file, source, code: place, map: mapPlace } = placesOf(urlOrPath);
  if (existsSync(place)) return readFileSync(place, 'utf8');
  const { code, map } = transformSync(source, { ...JSON.parse(asked), sourceMaps: true, filename: file });
  put(mapPlace, map);
  put(place, code);
  return code;
};
