/** What is asked for about the participations of one person, at a unit or alone, and what became of them. */
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { endReasonWords, type EndReason } from '#libs/contract/participation-words.js';
import { participationCategories, type ParticipationCategory } from '#libs/schemes/description.js';
import { WordsDto } from '../../ground/http/words.dto.js';
import { UnitParticipationDto } from './units.dto.js';

const day = /^\d{4}-\d{2}-\d{2}$/;
const code = /^[A-Z0-9-]{1,20}$/;

export class InsuredSchemeDto {
  /** AAE140. */
  scheme!: string;
  name!: WordsDto;
  /** `person` or `unit`. */
  payer!: string;
  /** `month`, `year` or `once`. */
  cadence!: string;
}

export class InsuredCategoryDto {
  category!: string;
  /** Whether they take part through a unit, or alone. */
  atUnit!: boolean;
  /** In which schemes; empty: in none any more. */
  schemes!: InsuredSchemeDto[];
}

export class ParticipationChoicesDto {
  categories!: InsuredCategoryDto[];
  /** Of flexible workers, in percent of the average wage. */
  tiers!: number[];
}

export class ParticipationsToEnterDto {
  @IsUUID()
  personId!: string;

  @IsIn(participationCategories)
  category!: ParticipationCategory;

  /** AAE140 of each: all of them are entered or none. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @Matches(/^\d{3}$/, { each: true })
  schemes!: string[];

  /** The first day. */
  @Matches(day)
  since!: string;

  /** Of categories that are insured through a unit. */
  @IsOptional()
  @Matches(code)
  unitCode?: string;

  @IsOptional()
  @Matches(code)
  projectCode?: string;

  /** Of flexible workers: what they choose, in percent of the average wage. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(300)
  tierPercent?: number;
}

export class ParticipationsEnteredDto {
  participations!: UnitParticipationDto[];
  /** What gave way by rule: it ended the day before. */
  ended!: UnitParticipationDto[];
}

export class ParticipationToEndDto {
  /** The last day. */
  @Matches(day)
  on!: string;

  @IsIn(Object.keys(endReasonWords))
  reason!: EndReason;
}

export class ParticipationToVoidDto {
  @IsString()
  @Length(2, 200)
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}]+$/u)
  reason!: string;
}
