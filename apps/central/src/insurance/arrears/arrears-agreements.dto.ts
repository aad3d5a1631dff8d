/** What passes about agreements to pay arrears by instalments. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { askedYuan } from '#libs/money/fen.js';

export class InstalmentDto {
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  dueOn!: string;

  /** Yuan. */
  @Matches(askedYuan)
  amount!: string;
}

export class AskAgreementDto {
  /** By rising days, within a year; together what is overdue and open, without late fees. */
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(12)
  @ValidateNested({ each: true })
  @Type(() => InstalmentDto)
  instalments!: InstalmentDto[];

  /** What the unit gives as a guarantee. */
  @IsOptional()
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  guarantee?: string;

  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}

export class AgreementDto {
  id!: string;
  number!: number;
  unit!: string;
  unitName!: string;
  agreedOn!: string;
  /** Yuan. */
  open!: string;
  /** Paid or written off of its bills since, yuan. */
  settled!: string;
  guarantee!: string | null;
  /** `kept`, `broken` (an instalment was not there on its day) or `fulfilled`. */
  state!: string;
  bills!: number;
  instalments!: InstalmentDto[];
}

export class AgreementPageDto {
  agreements!: AgreementDto[];
  next!: string | null;
  total!: number | null;
}
