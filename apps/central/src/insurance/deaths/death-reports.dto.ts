/** Deaths that authorities reported, as they travel. */
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class DeathReportPersonDto {
  id!: string;
  name!: string;
  /** With its middle hidden. */
  maskedNumber!: string;
  /** `YYYY-MM-DD`, as registered; null: alive. */
  diedOn!: string | null;
}

export class DeathReportDto {
  id!: string;
  /** Of the file it came in. */
  importId!: number;
  name!: string;
  /** As it was reported, with its middle hidden. */
  maskedNumber!: string;
  /** `YYYY-MM-DD`. */
  diedOn!: string;
  source!: string;
  sourceName!: WordsDto;
  /** Whom it is taken to be about; null: several may be meant. */
  person!: DeathReportPersonDto | null;
  /** Why a person decides; null: it was certain. */
  doubt!: string | null;
  doubtName!: WordsDto | null;
  /** `waiting`, `asked`, `recorded` or `dismissed`. */
  state!: string;
  /** Others' decision on entering it. */
  approval!: string | null;
  /** Yuan: found paid in error for the months after. */
  recoverTotal!: string;
  reportedAt!: string;
  decidedBy!: string | null;
  note!: string | null;
}

export class DeathReportsDto {
  reports!: DeathReportDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}

export class DeathToAskDto {
  /** Social security number of whose death it is, where several may be meant, or another than was taken; left out: whom the report is taken to be about. */
  @IsOptional()
  @Matches(/^\d{17}[\dX]$/)
  number?: string;

  /** What was looked at, and what it said. */
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}

export class DeathAskedDto {
  /** Under this id others decide. */
  approval!: string;
  state!: string;
}

export class DeathToDismissDto {
  /** Why it is nobody's of the register, or not so. */
  @IsString()
  @MinLength(2)
  @MaxLength(200)
  reason!: string;
}
