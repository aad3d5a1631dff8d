/** What passes about benefits paid in error: what is open, what came back, and what is asked for. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { askedYuan } from '#libs/money/fen.js';
import { InstalmentDto } from '../arrears/arrears-agreements.dto.js';
import { WordsDto } from '../../ground/http/words.dto.js';

export class AgreedRecoveryPartDto {
  dueOn!: string;
  /** Yuan, and what of it is open. */
  amount!: string;
  open!: string;
}

export class RecoveryAgreementDto {
  number!: number;
  /** `kept`, `broken` (an instalment was not there on its day: all that is left is due) or `fulfilled`. */
  state!: string;
  /** Open of instalments whose day is past, yuan. */
  overdue!: string;
  instalments!: AgreedRecoveryPartDto[];
}

export class RecoveryDto {
  /** `ZH…`, which whoever pays it back names. */
  reference!: string;
  claimId!: string;
  scheme!: string;
  schemeName!: WordsDto;
  benefitName!: WordsDto;
  /** Who was paid. */
  payeeId!: string;
  name!: string;
  maskedNumber!: string;
  /** Of their death, where they died. */
  diedOn!: string | null;
  openedAt!: string;
  firstMonth!: string;
  lastMonth!: string;
  /** Yuan: paid in error, come back by the bank, given back at a window, kept back of benefits, written off, and still open. */
  amount!: string;
  byTransfer!: string;
  atWindow!: string;
  byOffset!: string;
  writtenOff!: string;
  open!: string;
  /** What is kept back each month, yuan; null: nothing was agreed. */
  monthly!: string | null;
  /** The newest agreement on giving it back by instalments; null: none was made. */
  agreement!: RecoveryAgreementDto | null;
}

export class RecoveryPageDto {
  recoveries!: RecoveryDto[];
  next!: string | null;
  total!: number | null;
}

export class AskOffsetDto {
  /** What is kept back each month, yuan. */
  @Matches(askedYuan)
  monthly!: string;

  @IsString()
  @Length(2, 200)
  reason!: string;
}

export class AskRecoveryInstalmentsDto {
  /** By rising days, within three years; together what is open, and in no month more than may be kept back of what the payee draws. */
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(36)
  @ValidateNested({ each: true })
  @Type(() => InstalmentDto)
  instalments!: InstalmentDto[];

  @IsString()
  @Length(2, 200)
  reason!: string;
}

export class AskWriteOffDto {
  /** Yuan; all that is open where it is left out. */
  @IsOptional()
  @Matches(askedYuan)
  amount?: string;

  @IsString()
  @Length(2, 200)
  reason!: string;
}

export class AskedOfRecoveryDto {
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}

export class AssignRecoveryDto {
  /** The recovery that it pays back, as `ZH…`. */
  @Matches(/^ZH\d{11}$/)
  reference!: string;
}

export class AssignedRecoveryDto {
  reference!: string;
  /** Yuan: taken, and still open. */
  taken!: string;
  open!: string;
}
