/** Who this terminal is to the centre: told once at enrolment, kept in `terminal.json`. */
import { join } from 'node:path';
import type { Words } from '#libs/contract/problems.js';
import type { TerminalKind } from '#libs/contract/terminal-kinds.js';
import { readIfThere, writePrivateFile } from '../ground/private-files.js';

export type TerminalIdentity = {
  readonly terminalId: string;
  readonly terminalName: string;
  /** Of one that enrolled before there were kiosks: a window. */
  readonly kind: TerminalKind;
  readonly agency: Words;
};

const path = (directory: string): string => join(directory, 'terminal.json');

const parse = (text: string): TerminalIdentity | null => {
  try {
    return JSON.parse(text) as TerminalIdentity | null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};

/** The stored identity; null before enrolment. Throws when the file holds something else. */
export const loadIdentity = (directory: string): TerminalIdentity | null => {
  const stored = readIfThere(path(directory));
  if (stored === null) return null;
  const identity = parse(stored);
  if (typeof identity?.terminalId !== 'string')
    throw new Error(`${path(directory)} is damaged: restore it, or remove it and enrol with a new code`);
  return { ...identity, kind: identity.kind === 'kiosk' ? 'kiosk' : 'window' };
};

export const saveIdentity = (directory: string, identity: TerminalIdentity): void =>
  writePrivateFile(path(directory), JSON.stringify(identity));
