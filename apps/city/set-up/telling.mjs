/** Tells each step of the set-up in one line, and runs its commands with their output in a log file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const dataFolder = resolve(process.env.SSCARD_DATA ?? 'data');
const logFile = join(dataFolder, 'logs', 'set-up.log');

/** A refusal that is told in its own words, without a stack. */
export class SetUpFailed extends Error {}

// Told on standard error, so that figures and JSON have standard output to themselves.
export const say = (text) => process.stderr.write(text);

/**
 * Does one step: `work` returns what it did, such as `installed`, or null when there was nothing to do, which is told
 * only where `quiet` is not set. `begin` is called by work before anything that takes time.
 */
export const step = async (name, work, { quiet = false } = {}) => {
  const startedMs = performance.now();
  let begun = false;
  const begin = (what) => {
    if (!begun) say(`${name}: ${what} … `);
    begun = true;
  };
  try {
    const done = await work(begin);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    if (begun) say(`done in ${seconds} s\n`);
    else if (!quiet) say(`${name}: ${done ?? 'nothing to do'}\n`);
  } catch (error) {
    if (begun) say('failed\n');
    throw error;
  }
};

/** What the set-up is running now; whoever ends the set-up ends it too. */
const running = new Set();

const tellRunning = (signal) => {
  // Each is the first of a group: npm and apt-get start others.
  for (const child of running) {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
    }
  }
};

/** How long npm may take to put back what it was changing, and apt-get to leave its packages whole; the next set-up repairs the rest. */
const endWithinMs = 10_000;

/** Ends what is running, so that nothing goes on in the clone when the set-up has ended; by force what does not end in time. */
export const endRunning = async (signal) => {
  if (running.size === 0) return;
  say('stopping …\n');
  tellRunning(signal);
  const force = setTimeout(() => tellRunning('SIGKILL'), endWithinMs);
  await Promise.all([...running].map((child) => once(child, 'close')));
  clearTimeout(force);
};

/** The clone's lock, which what is running holds with us: killed, we leave nothing at work in a clone that counts as free. */
let held = 'ignore';
export const holdWhileRunning = (descriptor) => {
  held = descriptor;
};

/** Runs a command to its end with its output in the log; throws SetUpFailed naming the log when it fails. */
export const run = async (command, args, env = {}) => {
  const called = [basename(command), ...args].join(' ');
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe', held],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    detached: true,
  });
  if (child.pid !== undefined) running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += stripVTControlCharacters(text)));
  let code;
  try {
    [code] = await once(child, 'close');
    running.delete(child);
  } catch (error) {
    throw new SetUpFailed(`${command} cannot be run: ${error.message}`, { cause: error });
  }
  mkdirSync(dirname(logFile), { recursive: true });
  appendFileSync(logFile, `\n$ ${called}\n${output}`);
  if (code === 0) return;
  const reasons = output.split('\n').filter((line) => /error|^E:|fatal|cannot|unable/i.test(line));
  throw new SetUpFailed(
    `${called.slice(0, 60)} ended with ${code ?? 'a signal'}: ${(reasons[0] ?? 'no reason given').trim()}\n` +
      `The whole of it is in ${logFile}`,
  );
};
