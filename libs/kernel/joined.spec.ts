/** Promises that a program takes its joined files only where they are of the build beside them. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

let dist: string;
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'sscard-joined-'));
  const write = (file: string, content: string): void => writeFileSync(join(dist, file), content);
  mkdirSync(join(dist, 'libs/kernel'), { recursive: true });
  mkdirSync(join(dist, 'joined'));
  write('package.json', '{ "type": "module" }');
  copyFileSync(resolve('dist/libs/kernel/joined.js'), join(dist, 'libs/kernel/joined.js'));
  write('.tsbuildinfo', 'of this build');
  write('joined/build', `${createHash('sha256').update('of this build').digest('hex')}\nprogram.js`);
  write('joined/program.js', "export const how = 'joined';");
  write('apart.js', "export const how = 'apart';");
  write(
    'main.js',
    `import { joined } from './libs/kernel/joined.js';
     console.log((await joined('program', () => import('./apart.js'))).how);`,
  );
});
afterEach(() => rmSync(dist, { recursive: true }));

const run = (): string =>
  execFileSync(process.execPath, [join(dist, 'main.js')], {
    env: { ...process.env, NODE_OPTIONS: '' },
    encoding: 'utf8',
  }).trim();

it('joined of this build', () => {
  expect(run()).toBe('joined');
});

it('built again since', () => {
  writeFileSync(join(dist, '.tsbuildinfo'), 'of another build');
  expect(run()).toBe('apart');
});

it.each(['.tsbuildinfo', 'joined/build'])('without %s', (file) => {
  rmSync(join(dist, file));
  expect(run()).toBe('apart');
});
