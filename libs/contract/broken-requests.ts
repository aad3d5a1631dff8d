/** What the programs answer to what is no request yet: headers too large, a body that never ends, an address nobody can read. */
import { describeProblem, type Problem, type ProblemCode } from './problems.js';

/**
 * How long a request may take to arrive whole, and how often that is looked at: settings of Fastify. Node takes the longer of
 * the two time-outs for the whole request, so that the one for headers, usually a minute, has to be no longer.
 */
export const arrivalLimits = {
  requestTimeout: 10_000,
  // A request without Host is refused with a problem like one with a foreign Host, where Node would answer nothing but a status.
  http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000, requireHostHeader: false },
};

const codes: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-too-slow',
};

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** A problem as bytes of HTTP/1.1, for a connection on which nothing else is understood any more. */
const asResponse = (problem: Problem): string => {
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${reasons[problem.status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${new TextEncoder().encode(body).length}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
};

/** The connection that broke, as far as it has to be answered. */
type Connection = {
  readonly writable: boolean;
  readonly destroyed: boolean;
  readonly end: (text: string) => unknown;
  readonly destroy: () => unknown;
};

/** Answers a connection on which Node could read no request, and closes it: for Fastify's `clientErrorHandler`. */
export const answerBrokenConnection = (error: { readonly code?: string }, connection: Connection): void => {
  if (connection.destroyed) return;
  // Whoever broke it off reads nothing any more.
  if (error.code === 'ECONNRESET' || !connection.writable) connection.destroy();
  else connection.end(asResponse(describeProblem(codes[error.code ?? ''] ?? 'malformed-request')));
};

/** An answer of Node under Fastify's, as far as it is needed here. */
type Reply = {
  readonly raw: {
    writeHead(status: number, headers: Record<string, string>): unknown;
    end(body: string): unknown;
  };
};

/** Answers an address that cannot be read, without repeating it: for Fastify's `frameworkErrors`. */
export const answerBrokenAddress = (_error: unknown, _request: unknown, { raw }: Reply): void => {
  const problem = describeProblem('malformed-request', 'address');
  raw.writeHead(problem.status, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  raw.end(JSON.stringify(problem));
};

/** How deep a body may be nested; see {@link isNestedTooDeep}. */
const deepest = 8;

/** Whether lists and objects of a body lie in each other without end: meant to exhaust whoever walks it. */
export const isNestedTooDeep = (body: unknown): boolean => {
  let level: readonly unknown[] = [body];
  for (let depth = 0; depth <= deepest; depth += 1) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
};
