/** Answers every failure of a request with a problem of the registry; only bugs are logged as errors. */
import { randomUUID } from 'node:crypto';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codeOfFault } from '#libs/contract/faults.js';
import { describeProblem, type Problem } from '#libs/contract/problems.js';
import { isFullDisk } from '../ground/full-disk.js';
import { errorFields, type Logger } from '../ground/logging.js';
import { Refusal } from '../ground/refusal.js';

/** The problem a request is answered with. */
const problemOf = (error: unknown, request: FastifyRequest, log: Logger): Problem => {
  if (error instanceof Refusal) return error.problem;
  if (isFullDisk(error)) {
    log.error({ route: request.routeOptions.url, ...errorFields(error) }, 'disk full');
    return describeProblem('disk-full');
  }
  const code = codeOfFault(error);
  if (code !== 'internal-fault') return describeProblem(code);
  const traceId = randomUUID();
  log.error(
    { traceId, method: request.method, route: request.routeOptions.url, ...errorFields(error) },
    'fault',
  );
  return describeProblem(code, undefined, traceId);
};

const sendProblem = (reply: FastifyReply, problem: Problem): FastifyReply =>
  reply.status(problem.status).header('content-type', 'application/problem+json').send(problem);

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    void sendProblem(http.getResponse<FastifyReply>(), problemOf(error, request, this.log));
  }
}
