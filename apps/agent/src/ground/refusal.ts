/** An expected refusal on its way to whoever asked: it carries the problem they are answered with. */
import { describeProblem, type Problem, type ProblemCode } from '#libs/contract/problems.js';

export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail === undefined ? problem.code : `${problem.code}: ${problem.detail}`);
    this.name = 'Refusal';
  }
}

/** The refusal of a code; `detail` says which thing was refused, never whose. */
export const refusal = (code: ProblemCode, detail?: string): Refusal =>
  new Refusal(describeProblem(code, detail));
