/** What passes about benefits paid in error: what is open, what came back, and what is asked for. */
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { askedYuan } from '#libs/money/fen.js';
import { WordsDto } from '../../ground/http/words.dto.js';

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
