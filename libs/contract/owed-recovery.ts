/** What somebody was paid in error and has to give back, as a window shows it. */
import type { Explanation } from '#libs/policy/explanation.js';
import type { Words } from './problems.js';
import type { Yuan } from './yuan.js';

/** What somebody was paid in error of a benefit and has to give back, in any part; paid as a due is, by its id. */
export type OwedRecovery = {
  readonly id: string;
  /** `ZH…`. */
  readonly reference: string;
  readonly scheme: string;
  readonly schemeName: Words;
  readonly benefitName: Words;
  /** Why it was not due. */
  readonly cause: Words;
  readonly firstMonth: string;
  readonly lastMonth: string;
  readonly amount: Yuan;
  readonly open: Yuan;
  /** The instalment that is next, of an agreement on giving it back; null: there is none. */
  readonly instalment: {
    readonly agreement: number;
    readonly dueOn: string;
    readonly place: number;
    readonly of: number;
    readonly open: Yuan;
    /** One was not there on its day: all that is left is due. */
    readonly lapsed: boolean;
  } | null;
  readonly explanation: Explanation;
};
