/** What a program holds in its memory: every text that anything in it still leads to. */
import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './window.js';

const signal = 'SIGUSR2';
/** A hundred megabytes, beside whatever else the machine does. */
const writingMs = 110_000;

/** The last bytes of a file: read whole over and over, it would keep its writer from the processor. */
const endOf = (path: string): string => {
  const file = openSync(path, 'r');
  try {
    const end = Buffer.alloc(16);
    const length = readSync(file, end, 0, end.length, Math.max(0, fstatSync(file).size - end.length));
    return end.toString('latin1', 0, length);
  } finally {
    closeSync(file);
  }
};

/** A picture of a heap that is whole, if one is there. */
const writtenIn = (folder: string): string | undefined =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.heapsnapshot'))
    .map((name) => join(folder, name))
    .find((file) => endOf(file).trimEnd().endsWith('}'));

export type HeapLook = {
  /** Texts of a program as they are at this moment. */
  readonly texts: (pid: number) => Promise<readonly string[]>;
  /** Programs that are started from now on are looked into no more. */
  readonly end: () => void;
};

/** Lets the programs that are started from now on be looked into. */
export const lookIntoHeaps = (): HeapLook => {
  const folder = mkdtempSync(join(tmpdir(), 'sscard-heap-'));
  const before = process.env['NODE_OPTIONS'] ?? '';
  process.env['NODE_OPTIONS'] = `${before} --heapsnapshot-signal=${signal} --diagnostic-dir=${folder}`;
  return {
    texts: async (pid) => {
      process.kill(pid, signal);
      await eventually('the heap is written', () => writtenIn(folder) !== undefined, writingMs);
      const file = writtenIn(folder);
      if (file === undefined) throw new Error('the heap was written and is gone');
      const { strings } = JSON.parse(readFileSync(file, 'utf8')) as { strings: string[] };
      rmSync(file);
      return strings;
    },
    end: () => {
      process.env['NODE_OPTIONS'] = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
