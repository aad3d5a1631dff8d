/** Brings a fresh clone to where a command can run, then runs it: `node apps/city/set-up.mjs start|test|bench|cards|central|estimate [...]`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './set-up/build.mjs';
import { argumentsForChanged } from './set-up/changed-specs.mjs';
import { checkClone, checkData, holdClone } from './set-up/folders.mjs';
import { installPackages } from './set-up/packages.mjs';
import { closeStockReader, installSystemPackages } from './set-up/system-packages.mjs';
import { endRunning, say, SetUpFailed, step } from './set-up/telling.mjs';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '../..'));

const [work, ...rest] = process.argv.slice(2);

// Nothing of ours reads it, and Jest, Vite and npm would each do something else for it.
delete process.env.NODE_ENV;

// Set to nothing, as in a file of settings, it is not set: the folder we are in is not meant.
if (process.env.SSCARD_DATA?.trim() === '') delete process.env.SSCARD_DATA;

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

const commands = {
  start: ['dist/apps/city/src/main.js', 'start', ...rest],
  test: [...jest, ...rest],
  bench: ['dist/apps/city/src/main.js', 'bench', ...rest],
  cards: ['dist/apps/city/src/main.js', 'cards', ...rest],
  central: ['dist/apps/city/src/main.js', 'central', ...rest],
  estimate: ['dist/apps/central/src/command-line.js', 'estimate', ...rest],
};

// What runs here is never asked for through a proxy: npm, browsers and Node's own calls (NODE_USE_ENV_PROXY) read it here.
const direct = new Set((process.env.no_proxy ?? process.env.NO_PROXY ?? '').split(/[\s,]+/).filter(Boolean));
if (!direct.has('*')) for (const name of ['localhost', '127.0.0.1', '::1', '[::1]']) direct.add(name);
process.env.NO_PROXY = process.env.no_proxy = [...direct].join(',');

/** Tells of a Node that is out of support and still does, and refuses one that does not. */
const checkNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const supported = 'Node 22 (from 22.12), 24 and newer are supported';
  if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12))
    throw new SetUpFailed(`Node ${process.versions.node} cannot run this: ${supported}`);
  if (major === 20)
    say(`Node ${process.versions.node} still runs this, but is out of support: ${supported}\n`);
  if (process.platform !== 'linux') throw new SetUpFailed('Linux is needed: pcscd and its virtual reader');
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Where npm started us, calls back when it has gone; without it nobody would be left to tell us to stop. */
const whenNpmHasGone = (callBack) => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const { ppid } = process;
  const watch = setInterval(() => {
    if (process.ppid === ppid) return;
    clearInterval(watch);
    callBack();
  }, 500);
  watch.unref();
};

/** Runs the command in our place: its output, its exit code, and the signals that were meant for it. */
const become = async (args) => {
  // The city notices by the channel that we have ended, even killed; Jest would take itself for a worker's child.
  const channel = work === 'start' ? ['ipc'] : [];
  const child = spawn(process.execPath, args, { stdio: ['inherit', 'inherit', 'inherit', ...channel] });
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  whenNpmHasGone(() => child.kill('SIGTERM'));
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
};

/** Told to stop during the set-up: what it is running ends before it. Told again, it does not wait. */
let stopping = false;
const stop = async (signal) => {
  if (!stopping) {
    stopping = true;
    await endRunning(signal);
  }
  process.exit(1);
};

try {
  const command = commands[work];
  if (command === undefined) throw new SetUpFailed('say start, test, bench, cards or central');
  checkNode();
  checkClone();
  // A command for the city that runs touches no device, and nobody wants to read that there was nothing to set up.
  const forRunningCity = work === 'cards' || work === 'central';
  if (!forRunningCity) checkData();
  for (const signal of signals) process.on(signal, stop);
  const release = await holdClone(say);
  if (!forRunningCity) {
    // Seldom anything to do, and then nothing to tell; the rest is told always.
    await step('system packages', (begin) =>
      installSystemPackages(work === 'bench' ? `bench ${rest[0] ?? ''}` : work, begin),
    );
    await step('stock card reader', closeStockReader, { quiet: true });
  }
  await step('npm packages', installPackages, { quiet: forRunningCity });
  await step('build', build, { quiet: forRunningCity });
  release();
  for (const signal of signals) process.off(signal, stop);
  // Once the packages are there: Jest itself says what imports what.
  const changed = work === 'test' ? rest.findIndex((word) => /^--changed(=|$)/.test(word)) : -1;
  await become(
    changed < 0
      ? command
      : argumentsForChanged(jest, rest[changed].split('=')[1], rest.toSpliced(changed, 1)),
  );
} catch (error) {
  if (!(error instanceof SetUpFailed)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
