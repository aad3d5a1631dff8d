/** What passes when money that waits is a subsidy of the finance, or was booked already. */
import { IsIn, Matches } from 'class-validator';
import { type SubsidyLevel, subsidyLevels } from './fund-movements.store.js';

export class AssignSubsidyDto {
  /** The month that it is owed for. */
  @Matches(/^\d{4}-(0[1-9]|1[0-2])$/)
  month!: string;

  /** Whose finance paid it. */
  @IsIn(subsidyLevels)
  level!: SubsidyLevel;
}

export class AssignedSubsidyDto {
  month!: string;
  /** Yuan. */
  received!: string;
  /** What the finance owes for the month now, yuan. */
  owed!: string;
}

export class BookedBeforeDto {
  /** The number of the paper by which it was booked. */
  @Matches(/^[0-9A-Za-z][0-9A-Za-z-]{3,39}$/)
  voucher!: string;
}

export class NotedBookedDto {
  voucher!: string;
}
