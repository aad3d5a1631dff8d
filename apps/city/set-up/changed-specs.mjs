/** Which specs a change is about: those that import what was changed, those that play changed pages or a changed set-up, and the checks of the source. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { SetUpFailed } from './telling.mjs';

const output = (command, args) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0)
    throw new SetUpFailed(`${[command, ...args].join(' ').slice(0, 80)}: ${error?.message ?? stderr.trim()}`);
  return stdout;
};

const linesOf = (text) => text.split('\n').filter((line) => line !== '');

/** Where the work began: the last common commit with main as it is elsewhere or here; the last commit where there is no main. */
const beginning = () => {
  for (const name of ['origin/main', 'main']) {
    const { status, stdout } = spawnSync('git', ['merge-base', 'HEAD', name], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  return 'HEAD';
};

/** What is not imported by the specs that play it. */
const played = [
  { by: /^apps\/web\//, specs: ['test/journeys/pages.spec.ts', 'test/journeys/console.spec.ts'] },
  {
    by: /^(apps\/city\/(set-up|src)|package(-lock)?\.json|nest-cli\.json)/,
    specs: ['test/journeys/set-up.spec.ts', 'test/journeys/newcomer.spec.ts'],
  },
  {
    by: /^hardware\/virtual-card\/private-pcscd\.c/,
    specs: ['test/hardware/reader-service.spec.ts'],
  },
];

/** Jest's arguments for the specs of what was changed since `since`, committed or not; `more` are further ones of Jest's. */
export const argumentsForChanged = (jest, since, more) => {
  const changed = [
    ...linesOf(output('git', ['diff', '--name-only', '--relative', since ?? beginning()])),
    ...linesOf(output('git', ['ls-files', '--others', '--exclude-standard'])),
  ].filter((file) => existsSync(file));
  const imported = changed.filter((file) => file.endsWith('.ts'));
  const related =
    imported.length === 0
      ? []
      : linesOf(output(process.execPath, [...jest, '--listTests', '--findRelatedTests', ...imported]));
  const specs = new Set([
    ...related.map((file) => relative('.', file)),
    ...played.filter(({ by }) => changed.some((file) => by.test(file))).flatMap(({ specs }) => specs),
    'test/tidy.spec.ts',
  ]);
  return [...jest, ...more, '--runTestsByPath', ...specs];
};
