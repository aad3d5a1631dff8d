/** Requests with JSON to the city's programs; a problem that comes back is thrown in the words it came with. */
import { isProblem } from '#libs/contract/problems.js';
import type { Problem } from '#libs/contract/problems.js';

/** One line of a problem: what, which, and what to do next. */
export const problemLine = (problem: Problem): string =>
  `${problem.title.zh} ${problem.title.en}` +
  `${problem.detail === undefined ? '' : ` (${problem.detail})`} – ${problem.nextStep.zh} ${problem.nextStep.en}`;

export class RequestRefused extends Error {
  constructor(readonly problem: Problem) {
    super(problemLine(problem));
  }
}

export type JsonRequest = {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default 30 s. */
  readonly timeoutMs?: number;
};

const send = async (url: string, request: JsonRequest): Promise<Response> => {
  try {
    return await fetch(url, {
      method: request.method ?? (request.body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      signal: AbortSignal.timeout(request.timeoutMs ?? 30_000),
    });
  } catch (error) {
    throw new Error(`${new URL(url).origin} does not answer`, { cause: error });
  }
};

/** Sends and returns the response of any success; throws RequestRefused for a problem. */
export const requestResponse = async (url: string, request: JsonRequest = {}): Promise<Response> => {
  const response = await send(url, request);
  if (response.ok) return response;
  const text = await response.text();
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch (error) {
    throw new Error(`${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 200)}`, {
      cause: error,
    });
  }
  if (isProblem(told)) throw new RequestRefused(told);
  throw new Error(`${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 200)}`);
};

/** Sends and returns the JSON of a success, whose shape the contract states; throws RequestRefused for a problem. */
export const requestJson = async <T>(url: string, request: JsonRequest = {}): Promise<T> =>
  (await (await requestResponse(url, request)).json()) as T;
