/** A refusal while an act is decided: a code of the registry, and which thing it is about. */
import type { ProblemCode } from '#libs/contract/problems.js';
import { refuse } from '#libs/kernel/result.js';

export type Refusal = { readonly code: ProblemCode; readonly detail?: string };
export const no = (code: ProblemCode, detail?: string) =>
  refuse<Refusal>(detail === undefined ? { code } : { code, detail });
