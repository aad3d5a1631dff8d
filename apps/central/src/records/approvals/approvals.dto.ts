/** Approvals as those see them who ask for them and who decide them. */
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class ApprovalDetailDto {
  label!: WordsDto;
  value!: WordsDto;
}

export class ApprovalDto {
  id!: string;
  /** A kind of `libs/contract/approvals.ts`. */
  kind!: string;
  words!: WordsDto;
  /** The number or id of what it is about. */
  subject!: string;
  /** What is to be decided, in one line. */
  what!: WordsDto;
  details!: ApprovalDetailDto[];
  /** What happens once it is approved. */
  effect!: WordsDto;
  /** What may not change until then. */
  covers!: WordsDto;
  /** Yuan; null: it is not about an amount. */
  amount!: string | null;
  /** Whose turn it is, from 1. */
  level!: number;
  levels!: number;
  /** `waiting`, `approved`, `rejected`, `withdrawn` or `expired`. */
  state!: string;
  stateWords!: WordsDto;
  /** Why it was asked for. */
  reason!: string | null;
  /** Staff number; `holder`: whom it is about, at a kiosk. */
  askedBy!: string;
  askerName!: string | null;
  /** ISO instant. */
  askedAt!: string;
  /** Full hours since then. */
  ageHours!: number;
  /** ISO instant; nobody decides it from then on. Null: it waits. */
  expiresAt!: string | null;
  mayBeWithdrawn!: boolean;
}

export class ApprovalsDto {
  /** What the asker may decide now, the oldest first. */
  waiting!: ApprovalDto[];
  /** What the asker asked others to decide: what still waits, then what ended within thirty days, the newest first. */
  asked!: ApprovalDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
}

export class ApprovalPageDto {
  approvals!: ApprovalDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}

/** How much there is, without saying what: for whoever asks again and again. */
export class ApprovalCountDto {
  /** What the asker may decide now. */
  waiting!: number;
  /** What the asker asked others to decide, and is not decided. */
  asked!: number;
}

export class ApprovalStepDto {
  level!: number;
  /** `approved`, `rejected`, `withdrawn` or `expired`. */
  verdict!: string;
  words!: WordsDto;
  /** Staff number; null: its time was over. */
  by!: string | null;
  name!: string | null;
  /** ISO instant. */
  at!: string;
  reason!: string | null;
}

export class ApprovalInFullDto extends ApprovalDto {
  /** It is no longer as it was asked for: it can only be rejected, or withdrawn. */
  outdated!: boolean;
  /** Whether it is the reader's to decide now. */
  mayDecide!: boolean;
  /** SHA-256 of what is decided, hex. */
  digest!: string;
  steps!: ApprovalStepDto[];
}

// Text only: the database keeps no control characters or half ones.
const text = /^[^\p{Cc}\p{Cs}]*$/u;

export class ApprovalReasonDto {
  @IsOptional()
  @IsString()
  @Matches(text)
  @Length(2, 200)
  reason?: string;
}

export class ApprovalRejectionDto {
  /** Why not; whoever asked reads it. */
  @IsString()
  @Matches(text)
  @Length(2, 200)
  reason!: string;
}
