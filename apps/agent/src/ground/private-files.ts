/** The agent's folder and its files: only its own user reads them, and what is written is there whole or not at all. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Makes a folder that is closed to other users; closes one that was open. */
export const privateFolder = (path: string): void => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
};

/**
 * The path of a database below a private folder, the file made or closed to other users: SQLite itself would make it readable
 * by all. What SQLite writes beside it takes the file's mode.
 */
export const privateDatabase = (directory: string, name: string): string => {
  privateFolder(directory);
  const path = join(directory, name);
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  return path;
};

/** Writes a file whole or not at all, readable by its owner only. */
export const writePrivateFile = (path: string, content: string): void => {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
};

/** The content of a file, or null when there is none. */
export const readIfThere = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return null;
    throw error;
  }
};
