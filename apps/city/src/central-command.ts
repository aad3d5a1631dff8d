/** Runs one command of central's command line and returns the JSON it prints. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { centralCommandLine, centralEnvironment } from './program-plans.js';
import type { PlanContext } from './program-plans.js';

const run = promisify(execFile);

/** The JSON of the last line, whose shape central's command line states; throws with the command's own last words. */
export const runCentral = async <T>(context: PlanContext, args: readonly string[]): Promise<T> => {
  let output: string;
  try {
    const { stdout } = await run(process.execPath, ['--enable-source-maps', centralCommandLine(), ...args], {
      env: { ...process.env, ...centralEnvironment(context), NO_COLOR: '1' },
      maxBuffer: 16 * 1024 * 1024,
    });
    output = stdout;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? '';
    throw new Error(`central's command ${args.join(' ')} failed: ${said}`, { cause: error });
  }
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  return JSON.parse(line) as T;
};
