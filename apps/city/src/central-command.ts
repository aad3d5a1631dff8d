/** Runs one command of central's command line and returns the JSON it prints. */
import { execa } from 'execa';
import { centralCommandLine, centralEnvironment } from './program-plans.js';
import type { PlanContext } from './program-plans.js';

/** The password of everybody of the demonstration's staff. */
export const demonstrationPassword = 'delingha-2017';

const lastLineOf = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

type Given = {
  /** Beside what central is given. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it asks for unseen, in order. */
  readonly answers?: readonly string[];
  /** Another program of central's. */
  readonly program?: readonly string[];
  /** Ends it before its time, when it is aborted. */
  readonly signal?: AbortSignal;
};

/** The JSON of the last line, whose shape central's command line states; throws with the command's own last words, or with the code of its refusal. */
export const runCentral = async <T>(
  context: PlanContext,
  args: readonly string[],
  { environment = {}, answers, program = centralCommandLine(), signal }: Given = {},
): Promise<T> => {
  const all = [...program, ...args, ...(answers === undefined ? [] : ['--answers-fd', '0'])];
  const { stdout, stderr, failed } = await execa(process.execPath, all, {
    env: { ...centralEnvironment(context), NO_COLOR: '1', ...environment },
    reject: false,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
    ...(answers === undefined ? {} : { input: answers.map((line) => `${line}\n`).join('') }),
  });
  // A command may print its findings and still end with a failure, as `books` does when they do not balance.
  const line = lastLineOf(stdout);
  if (failed && !line.startsWith('{'))
    throw new Error(`central's command ${args.join(' ')} failed: ${lastLineOf(stderr)}`);
  const answer = JSON.parse(line) as T & { readonly code?: unknown; readonly detail?: unknown };
  if (failed && typeof answer.code === 'string')
    throw new Error(
      `central's command ${args.join(' ')} was refused: ${answer.code} ${String(answer.detail ?? '')}`,
    );
  return answer;
};

/** A command that a member of the demonstration's staff gives. */
export const runAsStaff = <T>(
  context: PlanContext,
  staffNumber: string,
  args: readonly string[],
): Promise<T> =>
  runCentral<T>(context, [...args, '--as', staffNumber, '--json'], { answers: [demonstrationPassword] });
