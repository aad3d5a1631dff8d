/** Turns what a call to the centre ended with into its data or a refusal. */
import { describeProblem, isProblem } from '#libs/contract/problems.js';
import { Refusal } from '../ground/refusal.js';

export type CallResult<T> = { readonly data?: T; readonly error?: unknown; readonly response: Response };

/** What undici says of a connection that did not come about or broke. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.name === 'TimeoutError' ? 'no answer in time' : error.message;
};

/** The centre did not answer: whether it got the request is not known. */
export const unreachable = (error: unknown): Refusal =>
  new Refusal(describeProblem('central-unreachable', reasonOf(error)));

/**
 * The data of a successful answer. Throws Refusal with the centre's own problem, or `central-unreachable` when what
 * answered was not the centre (such as a proxy).
 */
export const answerOf = <T>({ data, error, response }: CallResult<T>): T => {
  if (response.ok) return data as T;
  if (isProblem(error)) throw new Refusal(error);
  throw new Refusal(describeProblem('central-unreachable', `HTTP ${response.status}`));
};
