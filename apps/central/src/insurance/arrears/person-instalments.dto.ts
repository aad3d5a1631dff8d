/** What passes about agreements by which a person pays their arrears in instalments. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';
import { InstalmentDto } from './arrears-agreements.dto.js';

export class AskPersonInstalmentsDto {
  /** AAE140; of that scheme all that is overdue. */
  @Matches(/^\d{3}$/)
  scheme!: string;

  /** By rising days, within a year; together what is overdue and open. */
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(12)
  @ValidateNested({ each: true })
  @Type(() => InstalmentDto)
  instalments!: InstalmentDto[];

  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}

/** What somebody has overdue of a scheme, and in no agreement that is kept. Amounts in yuan. */
export class OverdueSchemeDto {
  scheme!: string;
  schemeName!: WordsDto;
  open!: string;
  /** The oldest first. */
  periods!: string[];
}

export class AgreedInstalmentDto {
  dueOn!: string;
  /** Yuan. */
  amount!: string;
  /** What of it is paid, yuan. */
  paid!: string;
}

export class PersonInstalmentsDto {
  number!: number;
  scheme!: string;
  schemeName!: WordsDto;
  agreedOn!: string;
  /** Yuan. */
  open!: string;
  paid!: string;
  /** `kept`, `broken` (an instalment was not there on its day) or `fulfilled`. */
  state!: string;
  instalments!: AgreedInstalmentDto[];
}

export class ListedInstalmentsDto {
  id!: string;
  number!: number;
  personId!: string;
  name!: string;
  maskedNumber!: string;
  scheme!: string;
  schemeName!: WordsDto;
  agreedOn!: string;
  /** What was agreed on, and what of it is paid, yuan. */
  open!: string;
  paid!: string;
  /** What of it is still owed and not agreed on anew, yuan. */
  left!: string;
  /** How many instalments. */
  instalments!: number;
  /** `kept`, `broken` (an instalment was not there on its day: all that is left is due) or `fulfilled`. */
  state!: string;
  /** Of one that is kept: the next instalment, and what of it is open, yuan. */
  nextDueOn!: string | null;
  nextAmount!: string | null;
}

export class InstalmentAgreementPageDto {
  agreements!: ListedInstalmentsDto[];
  next!: string | null;
  total!: number | null;
}

export class PersonInstalmentsPageDto {
  overdue!: OverdueSchemeDto[];
  /** The newest first. */
  agreements!: PersonInstalmentsDto[];
}
