/** Asks a person at the terminal for what nobody is to read over their shoulder. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks on stderr, since stdout is for answers, and shows nothing of what is typed; null where nobody sits at a terminal. */
export const askHidden = async (question: string): Promise<string | null> => {
  if (process.stdin.isTTY !== true) return null;
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
};
