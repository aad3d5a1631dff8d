/** Applications for cards, as reviewers decide them and as applicants follow them. */
import { IsString, Length, Matches } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class CardApplicationDto {
  /** As the applicant was given it. */
  number!: string;
  /** A state of `libs/cards/card-life.ts`; of the card once there is one. */
  state!: string;
  words!: WordsDto;
  reason!: WordsDto;
  name!: string;
  maskedNumber!: string;
  /** `male` or `female`. */
  sex!: string;
  /** In years, today: the birth date beside the masked number would give the number away. */
  age!: number;
  /** Yuan; what the holder owes for the card. */
  fee!: string;
  /** ISO instant. */
  appliedAt!: string;
  /** Staff number; `holder`: themselves, at a kiosk. */
  appliedBy!: string;
  /** `YYYY-MM-DD`: the bureau answers by then. */
  answerBy!: string;
  /** What that day was reckoned without; null: nothing. */
  answerByNote!: WordsDto | null;
  photoDigest!: string | null;
  guardianName!: string | null;
  agentName!: string | null;
  agentRelation!: WordsDto | null;
  unitCode!: string | null;
  depot!: string | null;
  /** ISO instant. */
  decidedAt!: string | null;
  decidedBy!: string | null;
  rejectReason!: string | null;
}

export class CardApplicationsDto {
  applications!: CardApplicationDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
}

export class RejectionDto {
  /** What is wrong with the application; the applicant reads it. */
  @IsString()
  // Text only: the database keeps no control characters or half ones.
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u)
  @Length(2, 200)
  reason!: string;
}

export class TrackingRequestDto {
  /** As the applicant was given it. */
  @IsString()
  @Length(1, 40)
  number!: string;

  /** The applicant's name, as it was given. */
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u)
  @Length(1, 60)
  name!: string;
}

export class TrackedStepDto {
  /** A state of `libs/cards/card-life.ts`. */
  state!: string;
  words!: WordsDto;
  /** ISO instant. */
  at!: string;
}

export class TrackedApplicationDto {
  number!: string;
  state!: string;
  words!: WordsDto;
  reason!: WordsDto;
  /** All states so far, the oldest first. */
  steps!: TrackedStepDto[];
  nextStep!: WordsDto;
  /** `YYYY-MM-DD`: the bureau answers by then; null once it has. */
  answerBy!: string | null;
  /** What that day was reckoned without; null: nothing. */
  answerByNote!: WordsDto | null;
  rejectReason!: string | null;
  /** Where the card is collected. */
  collectAt!: string | null;
}
