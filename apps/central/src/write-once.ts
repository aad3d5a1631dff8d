/** Files that are made once, whole, by whichever process comes first. */
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The text of a file only its user can read, made with `make` when it is not there yet. Safe among several processes. */
export const readOrMake = (file: string, make: () => string): string => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, make(), { mode: 0o600, flush: true });
  try {
    // A link appears whole or not at all, and never replaces what is there.
    linkSync(draft, file);
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')) throw fault;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, 'utf8');
};
