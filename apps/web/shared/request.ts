/** Asking the page's own server for something: the answer, a problem in the registry's words, or no answer at all. */
import { describeProblem, isProblem, type Problem } from '#libs/contract/problems.js';

export type Answer<T> =
  | { readonly outcome: 'done'; readonly value: T }
  | { readonly outcome: 'refused'; readonly problem: Problem }
  /** Nobody answered: the request may or may not have arrived. */
  | { readonly outcome: 'unanswered' };

/**
 * Nobody waits longer than this for an answer; what is slower at the agent is ended there, and said in words. Only an agent that
 * stands still is not heard of by then: what was asked can be asked again, what was to be done has an unknown outcome.
 */
const timeoutsMs = {
  reading: 30_000,
  /** A write may wait for the bank and for a chip. */
  writing: 60_000,
  /** Bytes go over lines that are slower than this machine's own. */
  uploading: 180_000,
} as const;

/** Sends `body` as JSON, with an Idempotency-Key if it has one; `value` is the JSON answered, or null on an empty body. */
export const post = <T = null>(path: string, body: unknown = {}, key?: string): Promise<Answer<T>> =>
  ask<T>(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutsMs.writing),
  });

/** Sends bytes as they are; `value` is the JSON answered. */
export const postBytes = <T>(path: string, bytes: Blob): Promise<Answer<T>> =>
  ask<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
    signal: AbortSignal.timeout(timeoutsMs.uploading),
  });

/** Reads something; `value` is the JSON answered. Nothing of it is kept by the browser: every answer says so. */
export const get = <T>(path: string): Promise<Answer<T>> =>
  ask<T>(path, { signal: AbortSignal.timeout(timeoutsMs.reading) });

const ask = async <T>(path: string, request: RequestInit): Promise<Answer<T>> => {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, request);
    text = await response.text();
  } catch {
    return { outcome: 'unanswered' };
  }
  const value = readJson(text);
  if (response.ok) return { outcome: 'done', value: value as T };
  if (isProblem(value)) return { outcome: 'refused', problem: value };
  return { outcome: 'refused', problem: describeProblem('internal-fault', `HTTP ${response.status}`) };
};

/** The JSON in a body; null when there is none, or when something else came, which the status then explains. */
const readJson = (text: string): unknown => {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
};
