/** Promises that the generated client is the one of the API as it is built. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'sscard-openapi-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('generates the committed client from the built central', () => {
  // The Swagger plugin works at build time only, so the built program is asked, as `npm run generate` asks it.
  const described = execFileSync(process.execPath, ['dist/apps/central/src/command-line.js', 'openapi'], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  writeFileSync(join(folder, 'openapi.json'), described);
  execFileSync(
    process.execPath,
    [
      'node_modules/openapi-typescript/bin/cli.js',
      join(folder, 'openapi.json'),
      '-o',
      join(folder, 'central-api.ts'),
    ],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  );
  expect(readFileSync('libs/contract/central-api.ts', 'utf8')).toBe(
    readFileSync(join(folder, 'central-api.ts'), 'utf8'),
  );
}, 60_000);
