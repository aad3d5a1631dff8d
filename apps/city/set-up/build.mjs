/** Builds the programs and the pages when a source is not the one they were built from. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

/** Whether a file is there with something in it: a power cut leaves names without content. */
const isWritten = (file) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;

const programs = () =>
  ['libs', 'hardware', 'apps']
    .flatMap(filesBelow)
    .filter((file) => !file.endsWith('.spec.ts') && !file.startsWith('apps/web/'));

/** What the joining wrote, by its own record. */
const joinedFiles = () => {
  const record = 'dist/joined/build';
  const [, ...files] = isWritten(record) ? readFileSync(record, 'utf8').split('\n') : [];
  return [record, ...files.map((file) => `dist/joined/${file}`)];
};

const settings = ['package.json', 'package-lock.json', 'tsconfig.json'];

const parts = [
  {
    name: 'programs',
    sources: () => [...programs(), ...settings, 'tsconfig.build.json', 'nest-cli.json'],
    build: async (isWhole) => {
      // The compiler writes what has changed since it last did, and takes the rest for there.
      if (!isWhole) rmSync('dist/.tsbuildinfo', { force: true });
      await run('node_modules/.bin/nest', ['build']);
      await run(process.execPath, ['apps/city/set-up/join-programs.mjs']);
    },
    proofs: () => [
      ...programs()
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
        .map((file) => join('dist', file.replace(/\.ts$/, '.js'))),
      ...joinedFiles(),
    ],
  },
  {
    name: 'pages',
    sources: () => [...filesBelow('libs'), ...filesBelow('apps/web'), ...settings],
    build: () => run('node_modules/.bin/vite', ['build', 'apps/web', '--logLevel', 'warn']),
    proofs: () => ['clerk', 'console', 'bench'].map((page) => `dist/web/${page}/index.html`),
  },
];

/** Builds what is out of date, side by side; null when nothing is. */
export const build = async (begin) => {
  const stale = parts
    .map((part) => ({
      ...part,
      stamp: `dist/.built-${part.name}`,
      digest: digestOf(part.sources()),
    }))
    .map((part) => ({ ...part, isWhole: existsSync(part.stamp) && part.proofs().every(isWritten) }))
    .filter(({ stamp, digest, isWhole }) => !isWhole || readFileSync(stamp, 'utf8') !== digest);
  if (stale.length === 0) return null;
  begin(`building the ${stale.map((part) => part.name).join(' and the ')}`);
  // Both are let end before a failure is told, so that nothing still writes into dist afterwards.
  const ended = await Promise.allSettled(
    stale.map(async (part) => {
      // Broken off, it counts as not built.
      if (!part.isWhole) rmSync(part.stamp, { force: true });
      await part.build(part.isWhole);
      writeFileSync(part.stamp, part.digest);
    }),
  );
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return 'built';
};
