/** An operation in the words of the API. */
import { describeProblem } from '#libs/contract/problems.js';
import { formatYuan } from '#libs/money/fen.js';
import type { OperationDto } from './operations.dto.js';
import type { RecordedOperation } from './operation.js';

/** `changeNumber` is 0 in the answer to the act itself, which is no place to go on listing from. */
export const describeOperation = (operation: RecordedOperation, changeNumber = 0): OperationDto => ({
  key: operation.key,
  kind: operation.kind,
  service: operation.service ?? null,
  state: operation.state,
  channel: operation.channel,
  total: formatYuan(operation.total),
  receiptNumber: operation.receiptNumber,
  problem:
    operation.problemCode === null
      ? null
      : describeProblem(operation.problemCode, operation.problemDetail ?? undefined),
  startedAt: operation.startedAt.toISOString(),
  finishedAt: operation.finishedAt?.toISOString() ?? null,
  changeNumber,
});
