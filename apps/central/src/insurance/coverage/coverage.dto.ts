/** The universal participation plan as the console shows it: counts, people, results, and the city's two figures. */
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { followUpResultNames, type FollowUpResult } from '#libs/contract/coverage.js';

export class StandingCountDto {
  /** A key of the standings: `covered`, `receiving`, `unpaid`, … */
  standing!: string;
  people!: number;
}

export class CoverageCountsDto {
  /** Whom the duty is for. */
  due!: number;
  /** Those of them who take part, arrears or not, or draw a pension. */
  insured!: number;
  standings!: StandingCountDto[];
}

export class TownshipCoverageDto extends CoverageCountsDto {
  code!: string;
  name!: string;
}

export class CategoryCoverageDto extends CoverageCountsDto {
  category!: string;
}

export class MonthCoverageDto {
  month!: string;
  due!: number;
  insured!: number;
}

export class DutyCoverageDto extends CoverageCountsDto {
  /** `pension` or `medical`. */
  duty!: string;
  townships!: TownshipCoverageDto[];
  categories!: CategoryCoverageDto[];
  /** The oldest first. */
  months!: MonthCoverageDto[];
}

export class CoverageDto {
  /** On the population list. */
  members!: number;
  /** The day of the newest picture; null: nobody is on the list. */
  comparedOn!: string | null;
  /** ISO instant of the newest picture. */
  takenAt!: string | null;
  /** Whose picture it is. */
  month!: string;
  duties!: DutyCoverageDto[];
}

export class MemberDto {
  id!: string;
  /** In the register; null: not registered. */
  personId!: string | null;
  name!: string;
  /** Masked. */
  number!: string;
  township!: string;
  townshipName!: string;
  category!: string;
  phone!: string | null;
  pension!: string;
  medical!: string;
  /** What asking them came to last; null: nobody has. */
  result!: string | null;
  resultOn!: string | null;
  note!: string | null;
}

export class MembersDto {
  members!: MemberDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}

export class FollowUpToNoteDto {
  /** Chosen by whoever notes it, so that the same noted twice is one. */
  @IsUUID()
  id!: string;

  @IsIn(followUpResultNames)
  result!: FollowUpResult;

  /** The day on which it was found. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  on!: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(/^[^\p{Cc}\p{Cf}\p{Cs}]*$/u)
  note?: string;
}

export class FollowUpDto {
  id!: string;
  result!: string;
  on!: string;
  note!: string | null;
}

export class CardWayCountDto {
  /** `card-bank`, `card-cash` or `no-card`. */
  way!: string;
  people!: number;
}

export class CardShareDto {
  /** Who did it in the month, each once. */
  people!: number;
  /** Those of them who did it with a card. */
  byCard!: number;
  /** Who still has something open of a period up to the month. */
  waiting!: number;
  ways!: CardWayCountDto[];
}

export class CardSharesDto {
  month!: string;
  payment!: CardShareDto;
  collection!: CardShareDto;
}
