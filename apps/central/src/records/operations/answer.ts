/** Answers an operation over HTTP: its status and headers, by how far it has come. */
import type { FastifyReply } from 'fastify';
import { Refused } from '../../ground/http/refused.js';
import { describeOperation } from './describe-operation.js';
import type { OperationDto } from './operations.dto.js';
import type { RecordedOperation } from './operation.js';

export type Answered = { readonly operation: RecordedOperation; readonly replayed: boolean };

/** 200 when done, 202 while the bank has not said; a refusal is thrown as its problem. */
export const answer = ({ operation, replayed }: Answered, reply: FastifyReply): OperationDto => {
  if (replayed) void reply.header('Idempotency-Replayed', 'true');
  if (operation.state === 'refused') {
    if (operation.problemCode === null)
      throw new Error(`operation ${operation.key} was refused without a reason`);
    throw new Refused(operation.problemCode, operation.problemDetail ?? undefined);
  }
  // `running` in a replay: the first call is still with the bank.
  if (operation.state === 'running' && replayed) throw new Refused('still-running');
  void reply.status(operation.state === 'succeeded' ? 200 : 202);
  return describeOperation(operation);
};
