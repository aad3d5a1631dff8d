/** What somebody is about to propose about a parameter. */
import type { Parameter, ParameterVersion } from '../api.js';

export type ParameterChange = {
  readonly parameter: Parameter;
  /** `new` of another day; `replace` or `withdraw` the version of a day. */
  readonly way: 'new' | 'replace' | 'withdraw';
  /** Null: a new day. */
  readonly replaces: ParameterVersion | null;
};
