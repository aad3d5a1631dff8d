/** What the console may ask of the centre through the agent, checked at the edge. */
import { IsOptional, Matches } from 'class-validator';
import { IsReason } from './fields.js';

const batchNumber = /^\d{4}-\d{6}$/;
const digits = /^\d{1,9}$/;

export class BatchPathDto {
  @Matches(batchNumber)
  number!: string;
}

export class BatchesQueryDto {
  @IsOptional()
  @Matches(batchNumber)
  before?: string;
}

export class BatchItemsQueryDto {
  @IsOptional()
  @Matches(/^[a-z-]{1,40}$/)
  state?: string;

  @IsOptional()
  @Matches(digits)
  after?: string;
}

export class UnclaimedQueryDto {
  @IsOptional()
  @Matches(/^\d{1,4}$/)
  days?: string;
}

export class BatchRejectionDto {
  @IsReason()
  reason!: string;
}
