/** What was done for somebody before, a page at a time. */
import { IsOptional, Matches } from 'class-validator';
import { CardFileRequestDto } from './card-files.dto.js';

export class PastActsRequestDto extends CardFileRequestDto {
  /** The `next` of the page before; left out: the newest. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  after?: string;
}

export class UndoneByDto {
  /** `reversal` or `refund`. */
  kind!: string;
  receiptNumber!: string;
}

export class PastActDto {
  /** Its Idempotency-Key. */
  key!: string;
  /** A kind of operation, such as `payment` or `card-service`. */
  kind!: string;
  /** Which service of `libs/cards/card-services.ts`; null for the kinds that move money. */
  service!: string | null;
  /** `bank`, `cash`, or `none` where no money moves. */
  channel!: string;
  /** Yuan. */
  total!: string;
  /** `running`, `succeeded`, `refused` or `unknown`. */
  state!: string;
  businessDate!: string;
  /** ISO instant. */
  startedAt!: string;
  /** Of the window where it was done. */
  terminalName!: string;
  receiptNumber!: string | null;
  /** What has undone it since; null: it holds. */
  undoneBy!: UndoneByDto | null;
}

export class PastActsDto {
  /** Newest first. */
  acts!: PastActDto[];
  /** Where this page ends, to ask `after`; null: there is no more. */
  next!: string | null;
}
