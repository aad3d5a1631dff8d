/** Writes files that are there whole or not at all, and asks beforehand whether they can be written. */
import { access, constants, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Refused } from './http/refused.js';

// Faults of connections carry a code and a system call as well.
const fileCalls = new Set(['access', 'close', 'fsync', 'open', 'rename', 'stat', 'write']);

/** What went wrong with a file of ours as Refused `file-unwritable`; any other fault as it is. */
export const fileFault = (path: string, fault: unknown): unknown => {
  const { code, syscall } = fault as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined && fileCalls.has(syscall)
    ? new Refused('file-unwritable', `${path}: ${code}`)
    : fault;
};

/**
 * Whether a file can be written there, asked before work whose outcome it is to hold. A file that is there is written over.
 * Throws Refused `file-unwritable`.
 */
export const demandWritable = async (path: string): Promise<void> => {
  try {
    await access(dirname(path), constants.W_OK);
  } catch (fault) {
    throw fileFault(path, fault);
  }
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory() === true) throw new Refused('file-unwritable', `${path}: EISDIR`);
};

/** Throws Refused `file-unwritable` when what is to be written would take the place of the file that is read. */
export const demandApart = async (path: string, read: string): Promise<void> => {
  const [there, source] = await Promise.all([path, read].map((each) => stat(each).catch(() => null)));
  if (there != null && there.dev === source?.dev && there.ino === source.ino)
    throw new Refused('file-unwritable', `${path}: EEXIST`);
};

/**
 * Writes a file under a name of this process's own beside it, and gives it its name at the end; a fault leaves nothing behind.
 * Throws Refused `file-unwritable`.
 */
export const writeWhole = async <T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> => {
  const draft = `${path}.${process.pid}.part`;
  try {
    const file = await open(draft, 'w', 0o600);
    let answer: T;
    try {
      answer = await write(file);
    } finally {
      await file.close();
    }
    await rename(draft, path);
    return answer;
  } catch (fault) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw fileFault(path, fault);
  }
};
