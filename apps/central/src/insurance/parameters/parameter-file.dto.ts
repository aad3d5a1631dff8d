/** A whole set of parameters as somebody brings it: what it would change, what of it may not be laid down, and what was proposed. */
import { IsBoolean, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';
import { AskedParameterDto } from './proposals.dto.js';

export class ParameterFileDto {
  /** CSV, UTF-8: one version a row, to be read, compared and brought back. */
  text!: string;
  /** The set it is of. */
  set!: string;
}

export class BringParametersDto {
  /** The file as the export writes it, CSV. */
  @IsString()
  @MaxLength(150_000)
  text!: string;

  /** It is only looked at. */
  @IsBoolean()
  dryRun!: boolean;

  /** Why; whoever decides reads it. */
  @IsOptional()
  @IsString()
  @Length(2, 200)
  reason?: string;
}

export class BroughtVersionDto {
  key!: string;
  /** As the key's kind writes it. */
  kind!: string;
  effectiveFrom!: string;
  value!: string;
  source!: string;
  status!: string;
  /** The version of the same day that it would replace; null: nothing stands on that day. */
  supersedes!: string | null;
}

export class UnfitRowDto {
  line!: number;
  field!: string;
  code!: string;
  title!: WordsDto;
  nextStep!: WordsDto;
}

export class BroughtParametersDto {
  /** Versions that stand as they are in the file. */
  same!: number;
  added!: BroughtVersionDto[];
  changed!: BroughtVersionDto[];
  unfit!: UnfitRowDto[];
  /** Null: it was looked at alone, or nothing differs. */
  asked!: AskedParameterDto | null;
}
