/** How a command tells its outcome: words for a person or one JSON object on stdout, refusals with code and next step on stderr. */
import type { OutputConfiguration } from 'commander';
import { describeProblem, type Problem } from '#libs/contract/problems.js';
import { isConnectionFault, isLockTimeout } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';

/** `code: title (detail) → next step`, Chinese first. */
const refusalLines = (problem: Problem): string => {
  const detail = problem.detail === undefined ? '' : ` (${problem.detail})`;
  return [
    `${problem.code}: ${problem.title.zh} ${problem.title.en}${detail}`,
    `→ ${problem.nextStep.zh} ${problem.nextStep.en}`,
  ].join('\n');
};

const problemOf = (fault: unknown): Problem => {
  if (fault instanceof Refused) return describeProblem(fault.code, fault.detail);
  // Nobody asks again for a command, as agents do for an act: whoever gave it gives it again.
  if (isConnectionFault(fault)) return describeProblem('command-interrupted');
  if (isLockTimeout(fault)) return describeProblem('busy');
  return describeProblem('internal-fault', fault instanceof Error ? fault.message : String(fault));
};

/** A refusal, on stdout as one JSON object or on stderr for a person. */
const tellProblem = (json: boolean, problem: Problem): void => {
  if (json) console.log(JSON.stringify(problem));
  else console.error(refusalLines(problem));
};

/** Makes a mistyped command a refusal like any other; commander ends with exit code 1 after it. */
export const usageTelling = (words: readonly string[]): OutputConfiguration => ({
  outputError: (text) =>
    tellProblem(
      words.includes('--json'),
      describeProblem('malformed-request', text.replace(/^error: /, '').trim()),
    ),
});

/** Tells a person what a command was refused for, or the fault it ended with as it is. */
export const tellFault = (fault: unknown): void => {
  if (fault instanceof Refused || isConnectionFault(fault) || isLockTimeout(fault))
    tellProblem(false, problemOf(fault));
  else console.error(`central: ${fault instanceof Error ? fault.message : String(fault)}`);
};

/** Runs a command's work and tells how it ended: the answer on stdout, a refusal as exit code 1. A fault shows its stack. */
export const tellOutcome = async <Answer extends object>(
  json: boolean,
  work: () => Promise<Answer>,
  show: (answer: Answer) => readonly string[],
): Promise<void> => {
  try {
    const answer = await work();
    console.log(json ? JSON.stringify(answer) : show(answer).join('\n'));
  } catch (fault) {
    process.exitCode = 1;
    const problem = problemOf(fault);
    tellProblem(json, problem);
    if (problem.code === 'internal-fault') console.error(fault instanceof Error ? fault.stack : fault);
  }
};
