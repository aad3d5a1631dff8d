/** One city per data directory: a second one is refused in one line. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identify, readIdentity } from './process-identity.js';

class AlreadyRunning extends Error {}

/** Claims the data directory for this process through `file`; returns what gives it back. Throws AlreadyRunning. */
export const claimData = (file: string): (() => void) => {
  mkdirSync(dirname(file), { recursive: true });
  const other = readIdentity(file);
  const own = identify(process.pid);
  const refusal = (pid: string): AlreadyRunning =>
    new AlreadyRunning(
      `a city already runs on ${dirname(dirname(file))} (process ${pid}); stop it first, or set SSCARD_DATA to another directory`,
    );
  if (other !== null) throw refusal(String(other.pid));
  try {
    // Made anew or not at all: of two that start together, one finds the other's file.
    writeFileSync(file, JSON.stringify(own), { flag: 'wx' });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? refusal('just started') : error;
  }
  return () => rmSync(file, { force: true });
};
