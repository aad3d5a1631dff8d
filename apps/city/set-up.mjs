/** Brings a fresh clone to where a command can run, then runs it: `node apps/city/set-up.mjs start|test|bench|cards|central [...]`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './set-up/build.mjs';
import { installPackages } from './set-up/packages.mjs';
import { closeStockReader, installSystemPackages } from './set-up/system-packages.mjs';
import { SetUpFailed, step } from './set-up/telling.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '../..'));

const [work, ...rest] = process.argv.slice(2);

const commands = {
  start: ['dist/apps/city/src/main.js', 'start', ...rest],
  test: [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...rest,
  ],
  bench: ['dist/apps/city/src/main.js', 'bench', ...rest],
  cards: ['dist/apps/city/src/main.js', 'cards', ...rest],
  central: ['dist/apps/city/src/main.js', 'central', ...rest],
};

const checkNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new SetUpFailed(`Node ${process.versions.node} is too old: 20.19 or later is needed`);
  if (process.platform !== 'linux') throw new SetUpFailed('Linux is needed: pcscd and its virtual reader');
};

/** Runs the command in our place: its output, its exit code, and the signals that were meant for it. */
const become = async (args) => {
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
};

try {
  const command = commands[work];
  if (command === undefined) throw new SetUpFailed('say start, test, bench, cards or central');
  checkNode();
  // A command for the city that runs touches no device, and nobody wants to read that there was nothing to set up.
  const forRunningCity = work === 'cards' || work === 'central';
  if (!forRunningCity) {
    // Seldom anything to do, and then nothing to tell; the rest is told always.
    await step('system packages', (begin) =>
      installSystemPackages(work === 'bench' ? `bench ${rest[0] ?? ''}` : work, begin),
    );
    await step('stock card reader', closeStockReader, { quiet: true });
  }
  await step('npm packages', installPackages, { quiet: forRunningCity });
  await step('build', build, { quiet: forRunningCity });
  await become(command);
} catch (error) {
  if (!(error instanceof SetUpFailed)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
