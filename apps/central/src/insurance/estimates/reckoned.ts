/** What all estimates share: what they go by, and how an outcome becomes an answer or a refusal. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Result } from '#libs/kernel/result.js';
import type { Explanation } from '#libs/policy/explanation.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Refused } from '../../ground/http/refused.js';
import type { ExplanationDto } from '../../register/policy/explanation.dto.js';

/** What an estimate goes by, beside what is asked. */
export type Rules = { readonly parameters: Parameters; readonly today: PlainDate };

/** An explanation as the API answers it. */
export const shown = ({ steps, parameterVersions }: Explanation): ExplanationDto => ({
  steps: [...steps],
  parameterVersions: [...parameterVersions],
});

type Refusal = string | { readonly reason: string; readonly key?: string; readonly on?: string };

/** The value of an outcome. Throws Refused `parameter-missing`, whose detail is key and day, or `estimate-impossible`, whose detail is the reason. */
export const reckoned = <T>(outcome: Result<T, Refusal>): T => {
  if (outcome.ok) return outcome.value;
  const { refusal } = outcome;
  if (typeof refusal === 'string') throw new Refused('estimate-impossible', refusal);
  if (refusal.key !== undefined) throw new Refused('parameter-missing', `${refusal.key} ${refusal.on}`);
  throw new Refused('estimate-impossible', refusal.reason);
};

/** A field that this very question needs. Throws Refused `estimate-impossible`. */
export const needed = <T>(value: T | undefined, field: string): T => {
  if (value === undefined) throw new Refused('estimate-impossible', `${field}-missing`);
  return value;
};
