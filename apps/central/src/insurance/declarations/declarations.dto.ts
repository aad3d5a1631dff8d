/** What passes about what units declare. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsUUID,
  MaxLength,
  IsString,
  ValidateNested,
} from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class DeclaredMonthDto {
  /** 1: the first of the month; each further one corrected it. */
  number!: number;
  heads!: number;
  /** Yuan. */
  wages!: string;
  /** People whose wage became another. */
  changed!: number;
  /** ISO 8601. */
  declaredAt!: string;
  declaredBy!: string;
}

export class EmployeeOfMonthDto {
  person!: string;
  name!: string;
  /** First and last two digits. */
  maskedNumber!: string;
  /** The wage that stands, yuan; null: none was ever declared. */
  wage!: string | null;
  /** AAE140 codes. */
  schemes!: string[];
}

export class DeclarationOfMonthDto {
  unit!: string;
  month!: string;
  /** The last day on which it is in time. */
  lastDay!: string;
  declared!: DeclaredMonthDto | null;
  employees!: EmployeeOfMonthDto[];
}

export class DeclaredWageDto {
  @IsUUID()
  person!: string;

  /** As it was typed: what is wrong with it is said by row. */
  @IsString()
  @MaxLength(60)
  wage!: string;
}

export class DeclareMonthDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20_000)
  @ValidateNested({ each: true })
  @Type(() => DeclaredWageDto)
  wages!: DeclaredWageDto[];
}

export class DeclarationFindingDto {
  /** Place in what was sent, from 1; 0: somebody is missing. */
  row!: number;
  person!: string;
  /** A code of the registry of problems. */
  code!: string;
  title!: WordsDto;
  nextStep!: WordsDto;
}

export class DeclarationOutcomeDto {
  /** Null: nothing was declared, for what the findings say. */
  declared!: DeclaredMonthDto | null;
  /** It was declared just so before. */
  before!: boolean;
  findings!: DeclarationFindingDto[];
}
