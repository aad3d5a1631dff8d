/** What estimates of benefits ask for and answer: fields, units, and how the amount came about. */
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import { careLevels, type CareLevel } from '#libs/benefits/work-injury.js';
import { ExplanationDto } from '../../register/policy/explanation.dto.js';
import { IsAdjustmentRule, type AskedAdjustmentRule } from './adjustment-rule.js';
import { IsAmount, IsCount, IsDay, IsDecimal, IsMonth } from './asked-fields.js';

export class RetirementRequestDto {
  @IsIn(['male', 'female'])
  sex!: 'male' | 'female';

  /** Of a woman: a cadre's or a worker's post; of men it makes no difference. */
  @IsIn(['standard', 'cadre', 'worker'])
  post!: 'standard' | 'cadre' | 'worker';

  @IsMonth()
  birthMonth!: string;
}

export class ElectiveDto {
  /** The month that may be chosen. */
  month!: string;
  /** That must be paid by then. */
  minimumMonths!: number;
  /** The last month to tell it in writing. */
  noticeBy!: string;
}

export class RetirementAnswerDto {
  /** In which the statutory age is reached. */
  retireMonth!: string;
  delayMonths!: number;
  /** Such as `60y4m`. */
  age!: string;
  /** To be paid for a pension. */
  minimumMonths!: number;
  /** The month after. */
  firstPensionMonth!: string;
  /** The earliest that may be chosen; left out: none may. */
  earliest?: ElectiveDto;
  /** The latest that may be chosen; left out: none may. */
  latest?: ElectiveDto;
  explanation!: ExplanationDto;
}

export class EmployeePensionRequestDto {
  /** 计发基数 a month, in yuan; left out: the one in force today. */
  @IsOptional()
  @IsAmount()
  averageWage?: string;

  /** The mean index of payment, such as 0.6 or 1.2. */
  @IsDecimal()
  index!: string | number;

  /** Paid and deemed, all; parts are months (15.5 is 186). */
  @IsDecimal()
  years!: string | number;

  /** Of them before personal accounts began. */
  @IsOptional()
  @IsDecimal()
  deemedYears?: string | number;

  /**
   * The coefficient of the transitional part, in percent; left out: the province's. Another than the province's goes with the formula of
   * those who use it: times the index itself.
   */
  @IsOptional()
  @IsDecimal()
  transitionalPercent?: string | number;

  /** The balance of the personal account, in yuan. */
  @IsAmount()
  account!: string;

  /** Such as 139 or 136.7; else `retireAgeMonths`. */
  @IsOptional()
  @IsDecimal()
  payoutMonths?: string | number;

  /** The age at retirement in months; its payout months are the table's. */
  @IsOptional()
  @IsCount(0, 1200)
  retireAgeMonths?: number;
}

export class EmployeePensionAnswerDto {
  /** A month, in yuan, as all the others. */
  basic!: string;
  accountPart!: string;
  transitional!: string;
  total!: string;
  /** As reckoned with, in yuan. */
  averageWage!: string;
  /** As reckoned with. */
  payoutMonths!: string;
  explanation!: ExplanationDto;
}

export class ResidentPensionRequestDto {
  /** Whose rules are asked for. */
  @IsDay()
  date!: string;

  /** The balance of the personal account, in yuan. */
  @IsAmount()
  account!: string;

  /** Paid; more than the fewest bring more. */
  @IsOptional()
  @IsCount(0, 100)
  years?: number;
}

export class ResidentPensionAnswerDto {
  /** A month, in yuan, as all the others. */
  basic!: string;
  accountPart!: string;
  /** For years beyond the fewest. */
  longPayment!: string;
  total!: string;
  explanation!: ExplanationDto;
}

export class InjuryLumpRequestDto {
  /** Of disability. */
  @IsCount(1, 10)
  grade!: number;

  /** The average base of the twelve months before, in yuan. */
  @IsAmount()
  wage!: string;

  /** The area's, in yuan a month: the wage is held between 60 and 300 % of it; left out: it is taken as it is. */
  @IsOptional()
  @IsAmount()
  averageWage?: string;
}

export class InjuryLumpAnswerDto {
  months!: number;
  /** In yuan. */
  amount!: string;
  explanation!: ExplanationDto;
}

export class MonthlyAnswerDto {
  /** In yuan. */
  monthly!: string;
  explanation!: ExplanationDto;
}

export class InjuryCareRequestDto {
  /** How much care is needed. */
  @IsIn(careLevels)
  level!: CareLevel;

  /** The area's average wage a month, of two years before, in yuan. */
  @IsAmount()
  averageWage!: string;
}

export class InjuryDeathRequestDto {
  /** Of the day of death, not of the accident. */
  @IsCount(1990, 2200)
  deathYear!: number;

  /** The area's, in yuan a month. */
  @IsAmount()
  averageWage!: string;
}

export class InjuryDeathAnswerDto {
  /** In yuan. */
  funeral!: string;
  /** In yuan. */
  oneOff!: string;
  explanation!: ExplanationDto;
}

export class DependantDto {
  @IsIn(['spouse', 'other'])
  kind!: 'spouse' | 'other';

  /** An orphan, or an elder left alone. */
  @IsOptional()
  @IsBoolean()
  orphanOrLone?: boolean;
}

export class InjuryDependantsRequestDto {
  /** Of the deceased, in yuan a month. */
  @IsAmount()
  wage!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => DependantDto)
  dependants!: DependantDto[];
}

export class InjuryDependantsAnswerDto {
  /** Of each, in their order, in yuan a month. */
  shares!: string[];
  total!: string;
  explanation!: ExplanationDto;
}

export class UnemploymentRequestDto {
  @IsCount(0, 1200)
  paidMonths!: number;

  /** Left from a benefit that ended before. */
  @IsOptional()
  @IsCount(0, 24)
  carriedMonths?: number;

  /** Of the first month. */
  @IsDay()
  date!: string;
}

export class UnemploymentAnswerDto {
  months!: number;
  /** Of the first month, in yuan. */
  monthly!: string;
  /** Of all months, each by the amount of its day, in yuan. */
  total!: string;
  explanation!: ExplanationDto;
}

export class MaternityRequestDto {
  /** The average of the year before, in yuan. */
  @IsAmount()
  unitMonthlyWage!: string;

  /** Of leave; else what it was. */
  @IsOptional()
  @IsCount(0, 400)
  days?: number;

  @IsOptional()
  @IsBoolean()
  difficult?: boolean;

  /** Born together; left out: one. */
  @IsOptional()
  @IsCount(1, 9)
  children?: number;

  /** Of a pregnancy that ended: whole months. */
  @IsOptional()
  @IsCount(0, 9)
  miscarriageMonths?: number;
}

export class MaternityAnswerDto {
  days!: number;
  /** In yuan. */
  amount!: string;
  explanation!: ExplanationDto;
}

export class SurvivorsRequestDto {
  /** The province's urban income of the year before the death, in yuan. */
  @IsAmount()
  yearlyIncome!: string;

  /** Whole years count. */
  @IsDecimal()
  paidYears!: string | number;

  /** In which a pension was drawn; left out: none was. */
  @IsOptional()
  @IsCount(0, 80)
  drawnYears?: number;
}

export class SurvivorsAnswerDto {
  /** In yuan. */
  funeral!: string;
  /** Of the grant. */
  months!: number;
  /** The grant, in yuan. */
  amount!: string;
  /** Funeral and grant, in yuan. */
  total!: string;
  explanation!: ExplanationDto;
}

export class AdjustmentRequestDto {
  /** Of December before, in yuan a month. */
  @IsAmount()
  pension!: string;

  /** Paid; a part year counts as one. */
  @IsDecimal()
  years!: string | number;

  /** On 31 December of the year before. */
  @IsCount(0, 130)
  age!: number;

  /** The year whose rule it is, such as 2023, or the rule itself. */
  @IsAdjustmentRule()
  rule!: AskedAdjustmentRule;

  /** Of height and remoteness, for the rule of a year; left out: the area's own, 4. */
  @IsOptional()
  @IsCount(1, 6)
  areaClass?: number;
}

export class AdjustmentPartsDto {
  /** In yuan a month, as all the others. */
  fixed!: string;
  years!: string;
  percent!: string;
  area!: string;
  age!: string;
}

export class AdjustmentAnswerDto {
  /** In yuan a month. */
  increase!: string;
  parts!: AdjustmentPartsDto;
  explanation!: ExplanationDto;
}
