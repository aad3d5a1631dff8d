/** Files that are made once, whole, by whichever process comes first. */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const isThere = (fault: unknown): boolean =>
  typeof fault === 'object' && fault !== null && 'code' in fault && fault.code === 'EEXIST';

/** Makes a file only its user can read, whole and on the disk or not at all; false when there is one already, which stays. */
export const makeOnce = (file: string, text: string): boolean => {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  try {
    // A link appears whole or not at all, and never replaces what is there.
    linkSync(draft, file);
  } catch (fault) {
    if (!isThere(fault)) throw fault;
    return false;
  } finally {
    rmSync(draft);
  }
  const entries = openSync(folder, 'r');
  fsyncSync(entries);
  closeSync(entries);
  return true;
};

/** The text of a file only its user can read, made with `make` when it is not there yet. Safe among several processes. */
export const readOrMake = (file: string, make: () => string): string => {
  makeOnce(file, make());
  return readFileSync(file, 'utf8');
};
