/** Runs one command of central's command line and returns the JSON it prints. */
import { execa } from 'execa';
import { centralCommandLine, centralEnvironment } from './program-plans.js';
import type { PlanContext } from './program-plans.js';

const lastLineOf = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

/** The JSON of the last line, whose shape central's command line states; throws with the command's own last words. */
export const runCentral = async <T>(
  context: PlanContext,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<T> => {
  const { stdout, stderr, failed } = await execa(process.execPath, [...centralCommandLine(), ...args], {
    env: { ...centralEnvironment(context), NO_COLOR: '1', ...more },
    reject: false,
  });
  // A command may print its findings and still end with a failure, as `books` does when they do not balance.
  const line = lastLineOf(stdout);
  if (failed && !line.startsWith('{'))
    throw new Error(`central's command ${args.join(' ')} failed: ${lastLineOf(stderr)}`);
  return JSON.parse(line) as T;
};
