/** Difference runs as the console shows them: what is to be laid out, what was, and its rows person by person. */
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, Length, Matches } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

const monthPattern = /^\d{4}-(0[1-9]|1[0-2])$/;

export class LayOutDifferencesDto {
  /** AAE140. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Matches(/^\d{3}$/, { each: true })
  schemes!: string[];

  /** The first month; of a scheme that is owed by the year, the year it lies in. */
  @IsString()
  @Matches(monthPattern)
  from!: string;

  @IsString()
  @Matches(monthPattern)
  to!: string;

  /** Which change it follows from. */
  @IsString()
  @Length(2, 200)
  reason!: string;
}

export class LaidOutDifferencesDto {
  number!: number;
}

/** Assessed periods whose rules have changed since. */
export class DifferenceDueDto {
  scheme!: string;
  schemeName!: WordsDto;
  /** The first and the last of them. */
  from!: string;
  to!: string;
  periods!: number;
  /** Parameters that are others now than they were known to be. */
  keys!: string[];
}

export class DifferenceRunDto {
  number!: number;
  state!: 'planned' | 'proposed' | 'refused' | 'approved' | 'done';
  from!: string;
  to!: string;
  reason!: string;
  /** Staff number. */
  askedBy!: string;
  askedAt!: string;
  /** Where it is decided; null: it is not yet, or nothing differs. */
  approval!: string | null;
  chunks!: number;
  chunksDone!: number;
  /** AAE140. */
  schemes!: string[];
  /** Months of people that come out otherwise. */
  heads!: number;
  /** Yuan, of all parts: owed more, and less. */
  supplement!: string;
  refund!: string;
}

export class DifferenceRunsDto {
  due!: DifferenceDueDto[];
  /** The newest first. */
  runs!: DifferenceRunDto[];
}

export class PeriodDifferenceDto {
  scheme!: string;
  schemeName!: WordsDto;
  period!: string;
  heads!: number;
  /** Yuan, with a sign. */
  unit!: string;
  person!: string;
  government!: string;
  supplement!: string;
  refund!: string;
  /** Lines that were added; null: none are yet. */
  booked!: number | null;
}

export class FundDifferenceDto {
  /** The fund whose books take it. */
  fund!: string;
  fundName!: WordsDto;
  heads!: number;
  /** Yuan, with a sign. */
  unit!: string;
  person!: string;
  government!: string;
  supplement!: string;
  refund!: string;
}

export class DifferenceRunInFullDto extends DifferenceRunDto {
  periods!: PeriodDifferenceDto[];
  funds!: FundDifferenceDto[];
}

export class DifferenceRowDto {
  scheme!: string;
  schemeName!: WordsDto;
  period!: string;
  /** Null: it is a construction project, with its own name and code. */
  personId!: string | null;
  name!: string;
  maskedNumber!: string;
  category!: string;
  unitCode!: string | null;
  unitName!: string | null;
  /** Yuan, of all parts: what stands, what it would be, and the difference with a sign. */
  before!: string;
  after!: string;
  difference!: string;
  /** The difference of each part, yuan with a sign. */
  unit!: string;
  person!: string;
  government!: string;
}

export class DifferenceRowsDto {
  rows!: DifferenceRowDto[];
  next!: string | null;
  total!: number | null;
}
