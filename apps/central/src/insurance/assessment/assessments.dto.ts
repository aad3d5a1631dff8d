/** Runs and gaps of assessment, as the console shows them. */
import { IsString, Matches } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class BeginAssessmentDto {
  /** AAE140. */
  @IsString()
  @Matches(/^\d{3}$/)
  scheme!: string;

  /** `YYYY-MM`, or `YYYY` of a scheme that is owed by the year. */
  @IsString()
  @Matches(/^\d{4}(-\d\d)?$/)
  period!: string;
}

export class AssessmentRunDto {
  number!: number;
  /** AAE140. */
  scheme!: string;
  schemeName!: WordsDto;
  period!: string;
  state!: 'planned' | 'done';
  chunks!: number;
  chunksDone!: number;
  plannedAt!: string;
  doneAt!: string | null;
  /** Staff number. */
  askedBy!: string | null;
  /** Lines it made; null: it is not done. */
  lines!: number | null;
  /** Yuan. */
  unit!: string | null;
  /** Yuan. */
  person!: string | null;
  /** Yuan. */
  government!: string | null;
}

export class AssessmentRunsDto {
  /** AAE140 codes of those that are assessed for such a period. */
  schemes!: string[];
  runs!: AssessmentRunDto[];
}

export class AssessmentGapDto {
  kind!: 'due' | 'entitlement';
  /** AAE140. */
  scheme!: string;
  schemeName!: WordsDto;
  period!: string;
  /** Why they cannot be assessed. */
  why!: WordsDto;
  /** Key of the parameter that is missing. */
  parameter!: string | null;
  heads!: number;
}

export class AssessmentGapsDto {
  gaps!: AssessmentGapDto[];
}
