/** Why the maker makes nothing: a code of the registry, and which item and field it is about. */
import type { ProblemCode } from '#libs/contract/problems.js';

export class MakerRefusal extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
    this.name = 'MakerRefusal';
  }
}
