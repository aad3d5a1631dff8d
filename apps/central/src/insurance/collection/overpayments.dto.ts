/** What passes about what was paid too much. */
import { IsString, MaxLength, MinLength } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class OverpaymentDto {
  id!: string;
  scheme!: string;
  schemeName!: WordsDto;
  period!: string;
  /** `unit` or `person`: whose part it was. */
  part!: string;
  /** Yuan. */
  amount!: string;
  unit!: string | null;
  name!: string;
  notice!: string | null;
  /** `open`, `in-refund`: others decide, or `given-back`. */
  state!: string;
  approval!: string | null;
  foundAt!: string;
}

export class OverpaymentPageDto {
  overpayments!: OverpaymentDto[];
  next!: string | null;
  total!: number | null;
}

export class AskBackDto {
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}
