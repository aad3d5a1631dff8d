/** What passes about runs that pay benefits through the bank. */
import { IsBoolean, IsOptional, IsString, IsUUID, Matches, MaxLength, MinLength } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class BeginPayRunDto {
  /** The fund that pays. */
  @Matches(/^\d{3}$/)
  scheme!: string;

  /** `YYYY-MM`: everything due up to it that is not paid. */
  @Matches(/^\d{4}-(0[1-9]|1[0-2])$/)
  month!: string;

  /** Only what the bank did not pay of runs before. */
  @IsOptional()
  @IsBoolean()
  again?: boolean;
}

export class AskPayRunDto {
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}

export class AnswerPayRunDto {
  /** The bank's file, handed over before as a `pay-answer`. */
  @IsUUID()
  file!: string;
}

export class ReturnPayItemDto {
  /** The bank's reference and why it came back. */
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  why!: string;
}

export class PayRunDto {
  number!: number;
  /** `FF`, nine digits and two that check them. */
  reference!: string;
  scheme!: string;
  schemeName!: WordsDto;
  month!: string;
  /** `monthly` or `again`. */
  kind!: string;
  /** `listing`, `listed`, `asked`, `approved` (with the bank), `refused`, `answered`. */
  state!: string;
  /** Null while the due list is being made. */
  heads!: number | null;
  /** Yuan. */
  total!: string | null;
  madeBy!: string;
  madeAt!: string;
  approval!: string | null;
  approvedAt!: string | null;
  answeredAt!: string | null;
}

export class PayRunPageDto {
  runs!: PayRunDto[];
  next!: string | null;
  total!: number | null;
}

export class ComparedDto {
  /** `same`, `changed`, `new`, `arrears`, `ended`, `suspended`, `collected`, `no-account`, `unexplained`. */
  reason!: string;
  words!: WordsDto;
  heads!: number;
  /** What the month comes to more or less; yuan. */
  difference!: string;
}

export class PayItemSumDto {
  /** `listed`, `left`, `sent`, `paid`, `failed`, `doubt`, `returned`. */
  state!: string;
  heads!: number;
  /** Yuan. */
  amount!: string;
}

/** How benefits of the fund stand against the year's budget. Yuan. */
export class PayRunBudgetDto {
  year!: number;
  approved!: string;
  spent!: string;
  /** Before this run, where it is not with the bank yet. */
  left!: string;
}

export class PayRunInFullDto extends PayRunDto {
  /** Null: no budget was entered for the year, and none holds it. */
  budget!: PayRunBudgetDto | null;
  compared!: ComparedDto[];
  items!: PayItemSumDto[];
}

export class PayItemDto {
  serial!: number;
  personId!: string;
  accountName!: string;
  /** Its last four digits. */
  maskedAccount!: string | null;
  /** Yuan. */
  amount!: string;
  state!: string;
  why!: string | null;
  bankReference!: string | null;
}

export class PayItemsDto {
  items!: PayItemDto[];
  next!: string | null;
  total!: number | null;
}

export class PayRunAskedDto {
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}

export class UnfitPayRowDto {
  line!: number;
  field!: string;
  code!: string;
  title!: WordsDto;
  nextStep!: WordsDto;
}

export class PayRunAnsweredDto {
  /** Rows that do not fit, the first five hundred of them: nothing was done then. */
  unfit!: UnfitPayRowDto[];
  /** How many do not fit. */
  count!: number;
}
