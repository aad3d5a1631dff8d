/** What passes about changing parameters: versions that are proposed, and what became of it. */
import { IsBoolean, IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { parameterStatuses, type ParameterStatus } from '#libs/policy/explanation.js';
import { WordsDto } from '../../ground/http/words.dto.js';

// Text only: the database keeps no control characters or half ones.
const text = /^[^\p{Cc}\p{Cs}]*$/u;

export class ProposeParameterDto {
  /** First day, of the past too; two persons decide that. */
  @Matches(/^\d{4}-\d\d-\d\d$/)
  effectiveFrom!: string;

  /** As the key's kind writes it: `libs/policy/parameters.ts`. */
  @IsString()
  @Matches(text)
  @Length(0, 4000)
  value!: string;

  /** Where the figure stands: document and number. */
  @IsString()
  @Matches(text)
  @Length(2, 500)
  source!: string;

  @IsIn(parameterStatuses)
  status!: ParameterStatus;

  /** Why it is changed; whoever decides reads it. */
  @IsString()
  @Matches(text)
  @Length(2, 200)
  reason!: string;

  /** The version of the same day that is wrong and is replaced. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  supersedes?: string;

  /** Nothing is to stand on that day: the version of before goes on. */
  @IsOptional()
  @IsBoolean()
  withdraws?: boolean;
}

export class AskedParameterDto {
  /** Under this id others decide. */
  approval!: string;
  /** `parameter`, or `parameter-past` where a day before today is touched. */
  kind!: string;
  state!: string;
  /** What the versions are called once they are entered. */
  versions!: string[];
}

export class ProposedVersionDto {
  id!: string;
  key!: string;
  kind!: string;
  effectiveFrom!: string;
  value!: string;
  source!: string;
  status!: ParameterStatus;
  supersedes!: string | null;
  withdraws!: boolean;
}

export class ProposalDto {
  /** Id of the approval. */
  approval!: string;
  kind!: string;
  state!: string;
  stateWords!: WordsDto;
  versions!: ProposedVersionDto[];
  askedBy!: string;
  /** ISO instant. */
  askedAt!: string;
  /** Why it was asked for. */
  reason!: string | null;
  decidedBy!: string | null;
  /** ISO instant. */
  decidedAt!: string | null;
  /** Why it was decided so. */
  decisionReason!: string | null;
}

export class ProposalsDto {
  /** The newest first: all that wait, and the last two hundred that ended. */
  proposals!: ProposalDto[];
}
