/** An operation in the words of the API. */
import { describeProblem } from '#libs/contract/problems.js';
import { maskName } from '#libs/identity/masked-name.js';
import { formatYuan } from '#libs/money/fen.js';
import type { NumberedOperation } from './operation-book.store.js';
import type { OperationDto } from './operations.dto.js';
import type { RecordedOperation } from './operation.js';

/**
 * `changeNumber` is 0 in the answer to the act itself, which is no place to go on listing from; nor is whose it is told there again, or
 * what it undoes: who asks for an act knows.
 */
export const describeOperation = (operation: RecordedOperation): OperationDto => describe(operation, asked);

/** As it is told to a window that may know nothing of it. */
export const describeNumbered = ({
  changeNumber,
  holderName,
  undoneReceipt,
  ...operation
}: NumberedOperation): OperationDto =>
  describe(operation, {
    changeNumber,
    maskedName: holderName === null ? null : maskName(holderName),
    undoes: undoneReceipt,
  });

type Told = Pick<OperationDto, 'changeNumber' | 'maskedName' | 'undoes'>;
const asked: Told = { changeNumber: 0, maskedName: null, undoes: null };

const describe = (operation: RecordedOperation, told: Told): OperationDto => ({
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
  ...told,
});
