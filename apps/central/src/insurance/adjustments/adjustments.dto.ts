/** What passes about yearly adjustments of pensions. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { askedYuan } from '#libs/money/fen.js';
import { WordsDto } from '../../ground/http/words.dto.js';
import { adjustedSchemes } from './adjustment.js';

export class AreaTiltDto {
  /** The beginning of the township's code (GB/T 10114), the longest that fits; empty: everywhere. */
  @Matches(/^\d{0,9}$/)
  township!: string;

  /** Yuan a month. */
  @Matches(askedYuan)
  amount!: string;
}

export class AgeTiltDto {
  /** Years, on the day before the first month; the highest that is reached counts. */
  @IsInt()
  @Min(0)
  @Max(150)
  from!: number;

  /** Yuan a month. */
  @Matches(askedYuan)
  amount!: string;
}

export class GradeRiseDto {
  @IsInt()
  @Min(1)
  @Max(4)
  grade!: number;

  /** Yuan a month. */
  @Matches(askedYuan)
  amount!: string;
}

export class AdjustmentRuleDto {
  /** Yuan a month, for everybody. */
  @IsOptional()
  @Matches(askedYuan)
  fixed?: string;

  /** Yuan a month, for the first years together. */
  @IsOptional()
  @Matches(askedYuan)
  yearsFlat?: string;

  /** How many years those are. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  flatYears?: number;

  /** Yuan a month for each further year; a part year counts as one. */
  @IsOptional()
  @Matches(askedYuan)
  perYear?: string;

  /** Of the pension in the month before, in percent, such as `1.5`. */
  @IsOptional()
  @Matches(/^(0|[1-9]\d?)(\.\d{1,4})?$/)
  percent?: string;

  /** Yuan: the least that the percent part comes to. */
  @IsOptional()
  @Matches(askedYuan)
  percentLeast?: string;

  /** What the percent part is rounded to; left out: whole yuan. */
  @IsOptional()
  @IsIn(['yuan', 'jiao', 'fen'])
  roundTo?: 'yuan' | 'jiao' | 'fen';

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => AreaTiltDto)
  areas?: AreaTiltDto[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => AgeTiltDto)
  ages?: AgeTiltDto[];

  /** Of `410` alone: what the disability allowance of a grade rises by. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(4)
  @ValidateNested({ each: true })
  @Type(() => GradeRiseDto)
  grades?: GradeRiseDto[];

  /** Of `410` alone: yuan a month for each of those who lived on a wage. */
  @IsOptional()
  @Matches(askedYuan)
  each?: string;

  /** Yuan: the least that each of them then draws. */
  @IsOptional()
  @Matches(askedYuan)
  eachLeast?: string;
}

export class ProposeAdjustmentDto {
  @IsInt()
  @Min(1990)
  @Max(2999)
  year!: number;

  /** The funds whose pensions rise: `110`, `120`, `170`; or `410` alone, whose allowances do. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @IsIn(adjustedSchemes, { each: true })
  schemes!: string[];

  /** `YYYY-MM` of that year: the first month that is paid more. */
  @Matches(/^\d{4}-(0[1-9]|1[0-2])$/)
  from!: string;

  /** The document it rests on. */
  @IsString()
  @Length(2, 200)
  source!: string;

  @ValidateNested()
  @Type(() => AdjustmentRuleDto)
  rule!: AdjustmentRuleDto;
}

export class AskAdjustmentDto {
  @IsString()
  @Length(2, 200)
  reason!: string;
}

export class AdjustmentAskedDto {
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}

export class AdjustmentDto {
  number!: number;
  /** `TZ` and six digits. */
  reference!: string;
  year!: number;
  schemes!: string[];
  from!: string;
  source!: string;
  /** `simulating`, `simulated`, `asked`, `applying`, `applied`, `refused`. */
  state!: string;
  /** Null while it is being laid out. */
  heads!: number | null;
  /** Yuan a month that are paid more. */
  monthly!: string | null;
  /** Yuan for months that have passed. */
  past!: string | null;
  madeBy!: string;
  madeAt!: string;
  approval!: string | null;
  appliedAt!: string | null;
  /** Of the step it is at. */
  chunks!: number;
  chunksDone!: number;
}

export class AdjustmentPageDto {
  adjustments!: AdjustmentDto[];
  next!: string | null;
  total!: number | null;
}

export class SimulatedSumsDto {
  heads!: number;
  /** Of them nothing is paid to at the moment: they rise all the same. */
  suspended!: number;
  /** Their pensions before; yuan a month. */
  base!: string;
  /** What is paid more; yuan a month, and a year. */
  monthly!: string;
  yearly!: string;
  /** Yuan for months that have passed. */
  past!: string;
  /** Yuan a month and head. */
  mean!: string;
  /** Of the pensions before, such as `2.31 %`. */
  share!: string;
}

export class SimulatedGroupDto extends SimulatedSumsDto {
  /** `fund`, `age`, `years`, `pension`, `rise`. */
  by!: string;
  words!: WordsDto;
}

export class RisePartDto {
  /** `fixed`, `years`, `percent`, `area`, `age`, `least`. */
  part!: string;
  words!: WordsDto;
  /** Yuan a month. */
  amount!: string;
}

export class PersonRiseDto {
  personId!: string;
  name!: string;
  maskedNumber!: string;
  scheme!: string;
  /** The pension before, what it rises by and what it comes to; yuan a month. */
  base!: string;
  increase!: string;
  after!: string;
  months!: number;
  age!: number;
  monthsBack!: number;
  suspended!: boolean;
  parts!: RisePartDto[];
}

/** What a rise costs a fund beside its budget of benefits. Yuan. */
export class AdjustmentBudgetDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** The year in which it was laid out: months that passed, and those from then on. */
  year!: number;
  cost!: string;
  /** What is left of its budget without it; null: none is entered. */
  left!: string | null;
  /** With a minus: the budget has to be adjusted. */
  after!: string | null;
  /** The next year, all of its months. */
  nextCost!: string;
  /** Approved for benefits of the next year; null: no budget is entered yet. */
  nextApproved!: string | null;
}

export class SimulationDto {
  all!: SimulatedSumsDto;
  parts!: RisePartDto[];
  /** By fund. */
  budgets!: AdjustmentBudgetDto[];
  groups!: SimulatedGroupDto[];
  unaffected!: number;
  /** Pensions that cannot be reckoned: a parameter is missing. */
  unreckoned!: number;
  largest!: PersonRiseDto[];
  smallest!: PersonRiseDto[];
  /** One near the mean, explained. */
  sample!: PersonRiseDto | null;
}

export class AdjustmentOutcomeDto {
  heads!: number;
  /** Ended between simulation and carrying out. */
  left!: number;
  lines!: number;
  /** Yuan. */
  past!: string;
}

export class AdjustmentInFullDto extends AdjustmentDto {
  rule!: AdjustmentRuleDto;
  simulation!: SimulationDto | null;
  outcome!: AdjustmentOutcomeDto | null;
}

export class AdjustmentProposedDto {
  number!: number;
  reference!: string;
}
