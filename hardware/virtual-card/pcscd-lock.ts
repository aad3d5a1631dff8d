/** One test or trial at a time with pcscd and its ports: a lock of the whole host that frees itself when its owner dies. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The lock file; `flock <file> <command>` takes the same lock from a shell. It names the owner's process id. */
const pcscdLockFile = join(tmpdir(), 'sscard-pcscd.lock');

/**
 * Takes the lock, waiting for whoever has it, and returns what releases it. The kernel holds it for a `flock` that ends
 * when this process does, so a dead owner never leaves it taken. Rejects after `timeoutMs`, naming the owner.
 */
export const takePcscdLock = async ({ timeoutMs = 120_000 } = {}): Promise<() => Promise<void>> => {
  const holder = spawn(
    '/usr/bin/flock',
    [
      '--timeout',
      String(Math.ceil(timeoutMs / 1000)),
      pcscdLockFile,
      'sh',
      '-c',
      // Another user's file cannot always be written to; the lock holds all the same. `cat` ends when our end of its
      // standard input closes: on release, or with our process.
      `{ umask 0; echo ${process.pid} > "$1"; } 2>/dev/null; echo taken; exec cat`,
      'sh',
      pcscdLockFile,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((settle) => {
    holder.once('exit', () => settle());
  });
  await new Promise<void>((settle, reject) => {
    holder.once('error', reject);
    holder.stdout.once('data', () => settle());
    holder.once('exit', () => {
      void readFile(pcscdLockFile, 'utf8').then(
        (owner) => reject(new Error(`pcscd is in use by process ${owner.trim()} (${pcscdLockFile})`)),
        reject,
      );
    });
  });
  return async () => {
    holder.stdin.end();
    await ended;
  };
};
