/** What passes about money that came in and is nobody's yet, or more than was owed. */
import { IsArray, ArrayMaxSize, ArrayMinSize, IsString, Matches } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class WaitingUnitDto {
  code!: string;
  name!: string;
}

export class WaitingMoneyDto {
  statement!: number;
  line!: number;
  scheme!: string;
  schemeName!: WordsDto;
  bookedOn!: string;
  /** The bank's own serial number. */
  serial!: string;
  /** All that came in, yuan. */
  amount!: string;
  /** What of it waits, yuan. */
  waiting!: string;
  payerName!: string;
  payerAccount!: string;
  memo!: string;
  /** `none`, `several`, `overpaid`, `other-fund`, `in-hand`, `other-channel`, `transfer-differs`, `subsidy-differs`, `recovery-differs` or `fiscal`. */
  why!: string;
  /** It lies in temporary receipts; else it came to the fiscal special account and is in no book. */
  isBooked!: boolean;
  candidates!: WaitingUnitDto[];
}

export class WaitingMoneyPageDto {
  lines!: WaitingMoneyDto[];
  next!: string | null;
  total!: number | null;
}

export class AssignMoneyDto {
  /** Notices it is to pay, in this order; all of one unit and of the fund. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Matches(/^JF\d{11}$/, { each: true })
  notices!: string[];
}

export class AssignedMoneyDto {
  unit!: string;
  /** Yuan. */
  paid!: string;
  /** Still in temporary receipts, yuan. */
  waiting!: string;
}
