/** An expected refusal on its way to the edge: a code of the registry, and which thing was refused. */
import type { ProblemCode } from '#libs/contract/problems.js';

export class Refused extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = 'Refused';
  }
}
