/** Who this terminal is to the centre: told once at enrolment, kept in `terminal.json`. */
import { join } from 'node:path';
import type { Words } from '#libs/contract/problems.js';
import { readIfThere, writePrivateFile } from '../private-files.js';

export type TerminalIdentity = {
  readonly terminalId: string;
  readonly terminalName: string;
  readonly agency: Words;
};

const path = (directory: string): string => join(directory, 'terminal.json');

/** The stored identity; null before enrolment. */
export const loadIdentity = (directory: string): TerminalIdentity | null => {
  const stored = readIfThere(path(directory));
  return stored === null ? null : (JSON.parse(stored) as TerminalIdentity);
};

export const saveIdentity = (directory: string, identity: TerminalIdentity): void =>
  writePrivateFile(path(directory), JSON.stringify(identity));
