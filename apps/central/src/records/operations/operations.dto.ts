/** An operation as terminals see it: what was asked and what became of it. */
import { ProblemDto } from '../../ground/http/problem.dto.js';

export class OperationDto {
  /** The Idempotency-Key it was asked with. */
  key!: string;
  /** `payment`, `collection`, `till-draw`, `till-deposit`, `till-return`, `reversal`, `refund`, `shift-count`, `shift-hand-over` or `card-service`. */
  kind!: string;
  /** Which service of `libs/cards/card-services.ts`; null for the kinds that move money. */
  service!: string | null;
  /** `running`, `succeeded`, `refused` or `unknown` (the bank has not said; it goes on being asked). */
  state!: string;
  /** `bank` or `cash`; `none` where no money moves. */
  channel!: string;
  /** Yuan. */
  total!: string;
  receiptNumber!: string | null;
  /** Whose it is, such as 王＊＊; null for the clerk's own, and in the answer to the act itself. */
  maskedName!: string | null;
  /** Number of the receipt whose act it undoes; null for all others, and in the answer to the act itself. */
  undoes!: string | null;
  problem!: ProblemDto | null;
  /** ISO instant. */
  startedAt!: string;
  finishedAt!: string | null;
  /** Grows with every change of state; the cursor of `since`. */
  changeNumber!: number;
}

export class OperationsDto {
  operations!: OperationDto[];
  /** Ask with this as `since` next time. */
  next!: number;
}
