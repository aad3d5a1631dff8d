/** Participations of one person that do not go together, as the console shows and decides them. */
import { IsIn, IsString, Length, Matches } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class OverlapSideDto {
  scheme!: string;
  schemeName!: WordsDto;
  category!: string;
  unit!: string | null;
  unitName!: string | null;
  since!: string;
  until!: string | null;
  /** It was entered in error: it never was. */
  isVoided!: boolean;
}

export class OverlapDto {
  id!: string;
  personId!: string;
  name!: string;
  maskedNumber!: string;
  /** `register`: both stand in it; `name-list`: a unit's list asked for `other`, and it was not taken; `rule`: the table decided. */
  source!: string;
  /** ISO instant. */
  foundAt!: string;
  /** What stood first. */
  standing!: OverlapSideDto;
  other!: OverlapSideDto;
  /** `standing`, `other`: which counts; `rule`: by the table, the other; `gone`: nothing overlaps any more; null: it waits. */
  decision!: string | null;
  decidedAt!: string | null;
  decidedBy!: string | null;
  reason!: string | null;
}

export class OverlapPageDto {
  overlaps!: OverlapDto[];
  next!: string | null;
  total!: number | null;
}

export class OverlapAlternativeDto {
  /** Which of the two counts: `standing` or `other`. */
  keep!: string;
  /** Whether something that stands in the register gives way; false: what a list asked for is not taken. */
  gives!: boolean;
  /** The last day of what gives way; null: it is voided. */
  endsOn!: string | null;
  /** From when it is insured anew, after the one that counts; null: not again. */
  beginsAgainOn!: string | null;
  /** Periods that were assessed for the days it loses; their sums are corrected. */
  periods!: number;
  first!: string | null;
  last!: string | null;
  /** Yuan. */
  unitPart!: string;
  personPart!: string;
  /** Of both parts, what was paid: it becomes an overpayment, to be given back. */
  paid!: string;
}

export class OverlapInFullDto {
  overlap!: OverlapDto;
  /** None once it is decided. */
  alternatives!: OverlapAlternativeDto[];
}

export class OverlapDecisionDto {
  @IsIn(['standing', 'other'])
  keep!: 'standing' | 'other';

  @IsString()
  @Length(2, 200)
  @Matches(/^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}]+$/u)
  reason!: string;
}
