/** One city per data directory: a second one is refused in one line. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIdentity, writeIdentity } from './process-identity.js';

class AlreadyRunning extends Error {}

/**
 * Claims the data directory for this process and says so in `file`; returns what gives it back. The claim is a lock of the
 * kernel's, which goes with the process however that ends. Throws AlreadyRunning.
 */
export const claimData = (file: string): (() => void) => {
  mkdirSync(dirname(file), { recursive: true });
  // Beside the file, which is replaced; Node's descriptors are not handed on to what we start.
  const lock = openSync(`${file}.lock`, 'a', 0o600);
  // flock locks what we have open, under a descriptor of its own: the lock stays ours when it has ended.
  const { status, error, stderr } = spawnSync('flock', ['--nonblock', '--conflict-exit-code', '9', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', lock],
    encoding: 'utf8',
  });
  if (status !== 0) {
    closeSync(lock);
    if (status !== 9) throw new Error(`${file}.lock cannot be locked: ${error?.message ?? stderr.trim()}`);
    const other = readIdentity(file);
    throw new AlreadyRunning(
      `a city already runs on ${dirname(dirname(file))} (process ${other?.pid ?? 'just started'}); stop it first, or set SSCARD_DATA to another directory`,
    );
  }
  writeIdentity(file, process.pid);
  return () => {
    rmSync(file, { force: true });
    closeSync(lock);
  };
};
