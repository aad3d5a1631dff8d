/** Builds the programs and the pages when a source is not the one they were built from. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './telling.mjs';

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .toSorted();

/** A digest of names, sizes and times: reading every file would take longer than there is. */
const digestOf = (files) => {
  const digest = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    digest.update(`${file}\0${size}\0${mtimeMs}\0`);
  }
  return digest.digest('hex');
};

const settings = ['package.json', 'package-lock.json', 'tsconfig.json'];

const parts = [
  {
    name: 'programs',
    sources: () => [
      ...['libs', 'hardware', 'apps']
        .flatMap(filesBelow)
        .filter((file) => !file.endsWith('.spec.ts') && !file.startsWith('apps/web/')),
      ...settings,
      'tsconfig.build.json',
      'nest-cli.json',
    ],
    build: () => run('node_modules/.bin/nest', ['build']),
    proof: 'dist/apps/city/src/main.js',
  },
  {
    name: 'pages',
    sources: () => [...filesBelow('libs'), ...filesBelow('apps/web'), ...settings],
    build: () => run('node_modules/.bin/vite', ['build', 'apps/web', '--logLevel', 'warn']),
    proof: 'dist/web/clerk/index.html',
  },
];

/** Builds what is out of date, side by side; null when nothing is. */
export const build = async (begin) => {
  const stale = parts
    .map((part) => ({ ...part, stamp: `dist/.built-${part.name}`, digest: digestOf(part.sources()) }))
    .filter(
      ({ stamp, digest, proof }) =>
        !existsSync(proof) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest,
    );
  if (stale.length === 0) return null;
  begin(`building the ${stale.map((part) => part.name).join(' and the ')}`);
  // Both are let end before a failure is told, so that nothing still writes into dist afterwards.
  const ended = await Promise.allSettled(
    stale.map(async (part) => {
      await part.build();
      writeFileSync(part.stamp, part.digest);
    }),
  );
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return 'built';
};
