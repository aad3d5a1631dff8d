/** What passes about moves of insurance relations: what would move, what is asked, letters of other agencies, and the money that came. */
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import { askedYuan } from '#libs/money/fen.js';
import { WordsDto } from '../../ground/http/words.dto.js';
import { ExplanationDto } from '../../register/policy/explanation.dto.js';

const oneLine = /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}]+$/u;
const monthForm = /^\d{4}-(0[1-9]|1[0-2])$/;
const schemeForm = /^\d{3}$/;

export class OtherAgencyDto {
  /** GB/T 2260: six digits of the place. */
  @Matches(/^\d{6}$/)
  code!: string;

  @Matches(oneLine)
  @Length(2, 60)
  name!: string;

  /** Its bank account; without it nothing can be paid there. */
  @IsOptional()
  @Matches(/^[0-9A-Za-z-]{4,40}$/)
  account?: string;

  @IsOptional()
  @Matches(oneLine)
  @Length(2, 100)
  accountName?: string;
}

export class MoveToPreviewDto {
  /** `out`: to another place. `between`: to another scheme here. */
  @IsIn(['out', 'between'])
  direction!: 'out' | 'between';

  @Matches(schemeForm)
  from!: string;

  /** The same scheme for another place. */
  @Matches(schemeForm)
  to!: string;
}

export class MoveToAskDto extends MoveToPreviewDto {
  /** The last day insured here: what stands of the scheme ends with it. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  on!: string;

  /** Where it goes; left out between schemes here. */
  @IsOptional()
  @ValidateNested()
  @Type(() => OtherAgencyDto)
  agency?: OtherAgencyDto;

  @Matches(oneLine)
  @Length(2, 200)
  reason!: string;
}

export class MovedSpanDto {
  @Matches(monthForm)
  first!: string;

  @Matches(monthForm)
  last!: string;

  /** The sum of the bases of its months, yuan. */
  @Matches(askedYuan)
  base!: string;

  /** What came to the account for it, yuan. */
  @Matches(askedYuan)
  account!: string;
}

export class TransferLetterDto {
  @Matches(schemeForm)
  scheme!: string;

  @ValidateNested()
  @Type(() => OtherAgencyDto)
  agency!: OtherAgencyDto;

  /** The letter's own number: taken in once. */
  @Matches(/^[0-9A-Za-z\u4e00-\u9fff〔〕()（）_./-]{2,60}$/)
  letter!: string;

  /** As the letter says; the rows have to come to the same. */
  @IsInt()
  @Min(0)
  @Max(1200)
  months!: number;

  @Matches(askedYuan)
  account!: string;

  @Matches(askedYuan)
  pool!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => MovedSpanDto)
  spans!: MovedSpanDto[];

  @Matches(oneLine)
  @Length(2, 200)
  reason!: string;
}

export class TransferMoneyDto {
  /** Of a line of a statement that waits. */
  @IsOptional()
  @IsInt()
  @Min(1)
  statement?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  line?: number;

  /** Or: the voucher with which it came to the fiscal special account, its day and amount. */
  @IsOptional()
  @Matches(/^[0-9A-Za-z][0-9A-Za-z._/-]{0,63}$/)
  voucher?: string;

  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  receivedOn?: string;

  @IsOptional()
  @Matches(askedYuan)
  amount?: string;
}

export class SendingBackDto {
  /** The other agency's; left out: as the letter named it, or whoever paid. */
  @IsOptional()
  @Matches(/^[0-9A-Za-z-]{4,40}$/)
  account?: string;

  @IsOptional()
  @Matches(oneLine)
  @Length(2, 100)
  accountName?: string;

  @Matches(oneLine)
  @Length(2, 200)
  reason!: string;
}

export class MoveNoticeDto {
  /** `under-way` (money that is on its way, each move by itself), `other-scheme` (months of a scheme that was left), `elsewhere` (letters of other places), `temporary-account` or `receipt-place`. */
  kind!: string;
  words!: WordsDto;
  /** Null where nothing was reckoned. */
  explanation!: ExplanationDto | null;
}

export class MovePreviewDto {
  /** Months that count where they come to. */
  months!: number;
  /** Yuan, each. */
  account!: string;
  pool!: string;
  total!: string;
  backToPerson!: string;
  backToFinance!: string;
  spans!: MovedSpanDto[];
  explanation!: ExplanationDto;
}

export class InsuranceTransferDto {
  id!: string;
  /** In letters and in the bank's statement. */
  reference!: string;
  direction!: string;
  personId!: string;
  from!: string;
  fromName!: WordsDto;
  to!: string;
  toName!: WordsDto;
  agency!: OtherAgencyDto | null;
  letter!: string | null;
  months!: number;
  /** Yuan, each. */
  account!: string;
  pool!: string;
  total!: string;
  backToPerson!: string;
  backToFinance!: string;
  spans!: MovedSpanDto[];
  state!: string;
  reason!: string;
  askedBy!: string;
  /** ISO instant. */
  askedAt!: string;
  endedAt!: string | null;
  /** Under which others decide or decided it. */
  approval!: string | null;
  /** When the money came. */
  receivedOn!: string | null;
}

export class ListedTransferDto extends InsuranceTransferDto {
  name!: string;
  maskedNumber!: string;
}

export class TransferPageDto {
  transfers!: ListedTransferDto[];
  next!: string | null;
  total!: number | null;
}

export class CountedMonthsDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** All that count here: what was paid here and brought along, less what moved away. */
  months!: number;
  own!: number;
  movedIn!: number;
  movedOut!: number;
}

export class ExplainedTransferDto extends InsuranceTransferDto {
  /** Null for a letter: the other agency reckoned it. */
  explanation!: ExplanationDto | null;
}

export class PersonTransfersDto {
  transfers!: ExplainedTransferDto[];
  counted!: CountedMonthsDto[];
  notices!: MoveNoticeDto[];
}

export class TransferAskedDto {
  id!: string;
  reference!: string;
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}
