/** Which process a number means: its start time tells it from a later one that was given the same number. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

export type ProcessIdentity = { readonly pid: number; readonly startTicks: string };

/** The identity of a running process; null when there is none of that number (or only its zombie). */
export const identify = (pid: number): ProcessIdentity | null => {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return null;
  let stat: string;
  try {
    stat = readFileSync(path, 'utf8');
  } catch (error) {
    // It ended between the two looks.
    if (
      (error as NodeJS.ErrnoException).code === 'ENOENT' ||
      (error as NodeJS.ErrnoException).code === 'ESRCH'
    )
      return null;
    throw error;
  }
  // The name in parentheses may hold spaces; fields are counted after it: state is the 3rd, start time the 22nd.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : { pid, startTicks: fields[19] ?? '' };
};

/** Whether exactly that process still runs. */
const isRunning = (identity: ProcessIdentity): boolean =>
  identify(identity.pid)?.startTicks === identity.startTicks;

/** Sends `signal` and, when that does not end it in time, SIGKILL. Returns when it has ended. */
export const endProcess = async (
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<void> => {
  const deadlineMs = performance.now() + timeoutMs;
  if (isRunning(identity)) process.kill(identity.pid, signal);
  while (isRunning(identity)) {
    if (performance.now() > deadlineMs) process.kill(identity.pid, 'SIGKILL');
    await wait(25);
  }
};

/** Writes a process's identity where the next start looks for it: whole or not at all. */
export const writeIdentity = (file: string, pid: number): void => {
  const identity = identify(pid);
  if (identity === null) return;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(identity));
  renameSync(draft, file);
};

/** The process a file names, when it still runs; a file of an ended one is removed. */
export const readIdentity = (file: string): ProcessIdentity | null => {
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  // A file cut short by a power failure names nobody.
  const match = /^\{"pid":(\d+),"startTicks":"(\d+)"\}$/.exec(text);
  const identity = match === null ? null : { pid: Number(match[1]), startTicks: match[2] ?? '' };
  if (identity !== null && isRunning(identity)) return identity;
  rmSync(file, { force: true });
  return null;
};

/** Ends what a killed supervisor left running under this identity file; says whether there was anything. */
export const endLeftover = async (
  file: string,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<boolean> => {
  const leftover = readIdentity(file);
  if (leftover === null) return false;
  await endProcess(leftover, signal, timeoutMs);
  rmSync(file, { force: true });
  return true;
};
