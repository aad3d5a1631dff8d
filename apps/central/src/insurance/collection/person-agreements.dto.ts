/** What passes about the agreements of persons to be debited. */
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
} from 'class-validator';
import { askedYuan } from '#libs/money/fen.js';
import { WordsDto } from '../../ground/http/words.dto.js';
import { agreementStates, type AgreementState } from './person-agreements.store.js';

export class PersonAgreementDto {
  id!: string;
  personId!: string;
  name!: string;
  maskedNumber!: string;
  scheme!: string;
  schemeName!: WordsDto;
  /** Its last four digits. */
  account!: string;
  accountName!: string;
  /** What the person pays a year of a scheme with tiers, yuan. */
  tier!: string | null;
  since!: string;
  until!: string | null;
  @IsIn(agreementStates)
  state!: AgreementState;
  endReason!: string | null;
}

export class PersonAgreementsPageDto {
  agreements!: PersonAgreementDto[];
  next!: string | null;
  total!: number | null;
}

export class EnterAgreementDto {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @IsIn(['110', '170', '310', '390'], { each: true })
  schemes!: string[];

  /** Left out: the account of the person's card. */
  @IsOptional()
  @Matches(/^[0-9A-Za-z-]{4,40}$/)
  account?: string;

  @IsOptional()
  @Length(1, 100)
  accountName?: string;

  /** Of 170: what the person pays a year, yuan. */
  @IsOptional()
  @Matches(askedYuan)
  tier?: string;

  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  since!: string;

  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  until?: string;
}

export class EndAgreementDto {
  @IsString()
  @Length(2, 200)
  reason!: string;
}
