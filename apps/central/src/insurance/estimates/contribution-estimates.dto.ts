/** What estimates of contributions ask for and answer: fields, units, and how the amount came about. */
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsOptional,
  Matches,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import { categoryWords, type Category } from '#libs/contributions/category.js';
import { ExplanationDto } from '../../register/policy/explanation.dto.js';
import { IsAmount, IsCount, IsDay, IsFloatingStep, IsMonth, IsPercent } from './asked-fields.js';

const contributionSchemes = ['110', '120', '170', '210', '310', '390', '410', '510'] as const;

export class ContributionRequestDto {
  /** AAE140 code. */
  @IsIn(contributionSchemes)
  scheme!: (typeof contributionSchemes)[number];

  /** Whose rules are asked for: a day of the month or year that is paid for. */
  @IsDay()
  date!: string;

  /** Of the month, in yuan: for employees. */
  @IsOptional()
  @IsAmount()
  wage?: string;

  /** Of the month, in yuan, where it was set before and stands: instead of a wage. */
  @IsOptional()
  @IsAmount()
  base?: string;

  /** For 410: 1 to 8. */
  @IsOptional()
  @IsCount(1, 8)
  industryClass?: number;

  /** For 410: the floating step, such as `1.2`; left out: 1. */
  @IsOptional()
  @IsFloatingStep()
  floating?: string | number;

  /** For months of relief: the size of the unit; left out: no relief. */
  @IsOptional()
  @IsIn(['small', 'large'])
  unitSize?: 'small' | 'large';

  /** For 110: a flexible worker's share of the average wage, in percent; instead of a wage. */
  @IsOptional()
  @IsCount(1, 999)
  tierPercent?: number;

  /** For 170: the tier, in yuan a year. */
  @IsOptional()
  @IsAmount()
  tier?: string;

  /** For 170 and 390: whom the government helps; left out: `ordinary`. */
  @IsOptional()
  @IsIn(Object.keys(categoryWords))
  category?: Category;

  /** For 390 of low-income families, whose old and minors are helped. */
  @IsOptional()
  @IsDay()
  birthDate?: string;

  /** What a unit owed for the month before, in yuan: what is set for it when it declares nothing. */
  @IsOptional()
  @IsAmount()
  lastMonthAmount?: string;
}

export class ContributionAnswerDto {
  /** Of a month, in yuan: for employees and flexible workers. */
  base?: string;
  /** The unit's part of a month, in yuan. */
  unit?: string;
  /** The person's part, in yuan: of a month for employees and flexible workers, of a year for residents. */
  person?: string;
  /** What the government adds in a year, in yuan: for residents. */
  subsidy?: string;
  /** Of the person's part, into the personal account, in yuan: for flexible workers. */
  toAccount?: string;
  /** What is set for a unit that declares nothing, in yuan. */
  amount?: string;
  explanation!: ExplanationDto;
}

export class AmountAnswerDto {
  /** In yuan. */
  amount!: string;
  explanation!: ExplanationDto;
}

export class ProjectTierDto {
  /** The part of the cost up to this many yuan; left out: all above. */
  @IsOptional()
  @IsAmount()
  upTo?: string;

  /** In parts per million: 1200 is 1.2 ‰. */
  @IsCount(0, 1_000_000)
  ratePpm!: number;
}

export class ProjectInjuryRequestDto {
  /** Of the project, in yuan. */
  @IsAmount()
  cost!: string;

  /** One rate for the whole cost, in parts per million; else `tiers`. */
  @IsOptional()
  @IsCount(0, 1_000_000)
  ratePpm?: number;

  /** Rates of parts of the cost, rising; the last has no `upTo`. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => ProjectTierDto)
  tiers?: ProjectTierDto[];

  /** Days the works take in all, when they go on already. */
  @IsOptional()
  @IsCount(1, 36_500)
  totalDays?: number;

  /** Days of them that are over. */
  @IsOptional()
  @IsCount(0, 36_500)
  daysDone?: number;
}

export class LateFeeRequestDto {
  /** In arrears, in yuan. */
  @IsAmount()
  amount!: string;

  /** By today's rate; else from `lastDay` to `paid`, each day by its own. */
  @IsOptional()
  @IsCount(0, 36_500)
  days?: number;

  /** The last day of payment. */
  @IsOptional()
  @IsDay()
  lastDay?: string;

  /** The day of payment. */
  @IsOptional()
  @IsDay()
  paid?: string;
}

export class LateFeeAnswerDto {
  days!: number;
  /** In yuan. */
  fee!: string;
  explanation!: ExplanationDto;
}

export class AccountInterestRequestDto {
  /** The balance the year begins with, in yuan. */
  @IsAmount()
  opening!: string;

  /** The year's rate, in percent. */
  @IsPercent()
  ratePercent!: string;

  /** What is credited in each of the twelve months, in yuan. */
  @IsArray()
  @ArrayMinSize(12)
  @ArrayMaxSize(12)
  @IsAmount(true)
  monthlyCredits!: string[];

  /** What is paid out in each of the twelve months, in yuan; left out: nothing. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(12)
  @ArrayMaxSize(12)
  @IsAmount(true)
  monthlyPayments?: string[];
}

export class AccountInterestAnswerDto {
  /** In yuan, as are all below. */
  openingInterest!: string;
  creditInterest!: string;
  /** Lost on what was paid out before the year's end. */
  interestForgone!: string;
  interest!: string;
  closing!: string;
  explanation!: ExplanationDto;
}

export class TransferRequestDto {
  @IsIn(['110', '170'])
  from!: '110' | '170';

  @IsIn(['110', '170'])
  to!: '110' | '170';

  /** The personal account, in yuan. */
  @IsAmount()
  account!: string;

  /** From 110 to 110, another area: the sum of each year's bases since 1998, in yuan. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsAmount(true)
  annualBases?: string[];

  /** Between 110 and 170: years paid as a resident. */
  @IsOptional()
  @IsCount(0, 100)
  residentYears?: number;

  /** Between 110 and 170: months paid as an employee. */
  @IsOptional()
  @IsCount(0, 1200)
  employeeMonths?: number;
}

export class TransferAnswerDto {
  /** To another area: 12 % of the bases, in yuan. */
  poolPart?: string;
  /** To another area: the account that goes along, in yuan. */
  account?: string;
  /** To another area: both, in yuan. */
  total?: string;
  /** Between schemes: the account that moves, in yuan. */
  accountMoved?: string;
  /** Between schemes: months that count because of the scheme left. */
  monthsAdded?: number;
  /** From 170 to 110: months as an employee after the move. */
  employeeMonths?: number;
  /** From 110 to 170: months as a resident after the move. */
  residentMonths?: number;
  explanation!: ExplanationDto;
}

export class OverlapRequestDto {
  /** Of the resident's payment. */
  @IsCount(1990, 2100)
  residentYear!: number;

  /** The first month paid as an employee. */
  @IsMonth()
  firstMonth!: string;

  /** The last. */
  @IsMonth()
  lastMonth!: string;

  /** Paid for the year as a resident, in yuan. */
  @IsAmount()
  tier!: string;

  /** What the government added, in yuan. */
  @IsAmount()
  subsidy!: string;
}

export class OverlapAnswerDto {
  overlapMonths!: number;
  /** In yuan, as is the next. */
  refundToPerson!: string;
  subsidyReturned!: string;
  explanation!: ExplanationDto;
}

export class DoubleReceiptRequestDto {
  /** Basic resident pension drawn beside the employee's, in yuan. */
  @IsAmount()
  basicDrawn!: string;

  /** The person's own part that is left in the resident account, in yuan. */
  @IsAmount()
  ownPartLeft!: string;
}

export class DoubleReceiptAnswerDto {
  /** Out of the own part of the account, in yuan, as are the next. */
  offset!: string;
  fromEmployeePension!: string;
  backToPerson!: string;
  explanation!: ExplanationDto;
}

export class TemporaryAccountRequestDto {
  @IsIn(['male', 'female'])
  sex!: 'male' | 'female';

  /** On the day of the first line there, in years. */
  @IsCount(0, 130)
  age!: number;

  @IsIn([true, false])
  firstTimeInArea!: boolean;

  /** Whether the household is registered there. */
  @IsIn([true, false])
  householdHere!: boolean;
}

export class TemporaryAccountAnswerDto {
  temporary!: boolean;
  explanation!: ExplanationDto;
}

export class PlaceMonthsDto {
  /** Any name or code of the place. */
  @Matches(/^[^\p{Cc}\p{Cs}]{1,60}$/u)
  place!: string;

  /** Paid there. */
  @IsCount(0, 1200)
  months!: number;
}

export class ReceiptPlaceRequestDto {
  /** The place the household is registered at. */
  @Matches(/^[^\p{Cc}\p{Cs}]{1,60}$/u)
  household!: string;

  /** In the order they were paid at, the last at the end. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => PlaceMonthsDto)
  places!: PlaceMonthsDto[];
}

export class ReceiptPlaceAnswerDto {
  place!: string;
  explanation!: ExplanationDto;
}
