/** Which refusal it is that a server below ended a request with, by the status it carries: Fastify's `statusCode`, Nest's `getStatus`. */
import type { ProblemCode } from './problems.js';

const statusOf = (fault: unknown): number => {
  if (!(fault instanceof Error)) return 500;
  if ('getStatus' in fault && typeof fault.getStatus === 'function') return Number(fault.getStatus());
  return 'statusCode' in fault && typeof fault.statusCode === 'number' ? fault.statusCode : 500;
};

/** The code of a fault that is no refusal of our own; `internal-fault` for whatever nobody expected. */
export const codeOfFault = (
  fault: unknown,
): Extract<ProblemCode, 'not-found' | 'body-too-large' | 'malformed-request' | 'internal-fault'> => {
  const status = statusOf(fault);
  if (status === 404) return 'not-found';
  if (status === 413) return 'body-too-large';
  return status >= 400 && status < 500 ? 'malformed-request' : 'internal-fault';
};
