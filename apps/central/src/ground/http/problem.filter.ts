/** Turns whatever a request ended with into an RFC 9457 answer; only bugs are logged with their stack. */
import { randomUUID } from 'node:crypto';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codeOfFault } from '#libs/contract/faults.js';
import { describeProblem, type Problem } from '#libs/contract/problems.js';
import { isConnectionFault, isLockTimeout, isPoolTimeout } from '../database/database.js';
import { Refused } from './refused.js';

// Enough to mend a request by; a large one could have thousands.
const faultsNamed = 5;

const validationDetail = (fault: HttpException): string => {
  const body = fault.getResponse();
  const message = typeof body === 'object' && 'message' in body ? body.message : fault.message;
  if (!Array.isArray(message)) return String(message);
  const more = message.length - faultsNamed;
  return message.slice(0, faultsNamed).join('; ') + (more > 0 ? `; and ${more} more` : '');
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(fault: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const problem = this.describe(fault, http.getRequest<FastifyRequest>());
    void http
      .getResponse<FastifyReply>()
      .status(problem.status)
      .header('content-type', 'application/problem+json')
      .send(problem);
  }

  private describe(fault: unknown, request: FastifyRequest): Problem {
    if (fault instanceof Refused) return describeProblem(fault.code, fault.detail);
    if (isPoolTimeout(fault)) {
      this.logger.warn(`${request.method} ${request.url.split('?')[0]} waited too long for a connection`);
      return describeProblem('busy');
    }
    if (isConnectionFault(fault)) {
      this.logger.warn(`database unavailable: ${fault instanceof Error ? fault.message : String(fault)}`);
      return describeProblem('database-unavailable');
    }
    if (isLockTimeout(fault)) {
      this.logger.warn(`${request.method} ${request.url.split('?')[0]} waited too long for a lock`);
      return describeProblem('busy');
    }
    const code = codeOfFault(fault);
    if (code === 'not-found') return describeProblem(code, `${request.method} ${request.url.split('?')[0]}`);
    if (code === 'malformed-request')
      return describeProblem(
        code,
        fault instanceof HttpException ? validationDetail(fault) : (fault as Error).message,
      );
    if (code !== 'internal-fault') return describeProblem(code);
    const traceId = randomUUID();
    this.logger.error(
      `${traceId} ${request.method} ${request.url.split('?')[0]}`,
      fault instanceof Error ? fault.stack : String(fault),
    );
    return describeProblem(code, undefined, traceId);
  }
}
