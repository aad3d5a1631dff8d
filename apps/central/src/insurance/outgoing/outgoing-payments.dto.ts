/** What passes about money that left a fund by an order to its bank. */
import { IsIn, IsString, Length, Matches, MaxLength, MinLength } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class OutgoingPaymentDto {
  id!: string;
  /** `contribution-refund`, `overpayment`, `suspense-return`, or `again`: what the bank refused before. */
  what!: string;
  subject!: string;
  scheme!: string;
  schemeName!: WordsDto;
  /** Out of which account of the fund: `1002` or `1004`. */
  fundAccount!: string;
  account!: string;
  accountName!: string;
  /** Yuan. */
  amount!: string;
  /** `unknown`: it is sent until the bank says what became of it. `needs-person`: the bank does not take it. `succeeded`, `refused`. */
  outcome!: string;
  bankReference!: string | null;
  /** What the bank's statement says otherwise, why it was refused, or what came last that was no answer. */
  said!: string | null;
  attempts!: number;
  createdAt!: string;
  concludedAt!: string | null;
  isPaidAgain!: boolean;
  /** Who decided it. */
  approval!: string;
}

export class OutgoingPageDto {
  payments!: OutgoingPaymentDto[];
  next!: string | null;
  total!: number | null;
}

export class StateOutgoingDto {
  /** What the statement says: paid, or not. */
  @IsIn(['succeeded', 'refused'])
  outcome!: 'succeeded' | 'refused';

  /** The entry's reference on the bank's statement; for what is not on it, the number of the statement that was looked through. */
  @Matches(/^[0-9A-Za-z][0-9A-Za-z._/-]{0,63}$/)
  reference!: string;

  /** Of the statement: `YYYY-MM-DD`. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  date!: string;

  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}

export class AskPaidAgainDto {
  @Matches(/^[0-9A-Za-z-]{4,40}$/)
  account!: string;

  @IsString()
  @Length(1, 100)
  accountName!: string;

  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}

export class OutgoingAskedDto {
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}
