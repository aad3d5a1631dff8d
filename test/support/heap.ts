/** What a program holds in its memory: every text that anything in it still leads to. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './window.js';

const signal = 'SIGUSR2';

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
      let read: readonly string[] | null = null;
      await eventually('the heap is written', () => {
        const [file] = readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'));
        if (file === undefined) return false;
        const written = readFileSync(join(folder, file), 'utf8');
        if (!written.trimEnd().endsWith('}')) return false;
        read = (JSON.parse(written) as { strings: string[] }).strings;
        rmSync(join(folder, file));
        return true;
      });
      return read ?? [];
    },
    end: () => {
      process.env['NODE_OPTIONS'] = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
