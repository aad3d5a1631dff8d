/** People who may be registered twice, those who were merged, and what is asked about them. */
import { IsUUID, Length, Matches } from 'class-validator';

const oneLine = /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Cs}]+$/u;

export class DuplicatePersonDto {
  id!: string;
  name!: string;
  maskedNumber!: string;
}

export class DuplicatePairDto {
  /** `new-permit`, `near-number` or `same-name`; `told-apart`: somebody said that they are two. */
  sign!: string;
  people!: DuplicatePersonDto[];
  /** Why they are two, who said so and when; null: nobody did. */
  reason!: string | null;
  decidedBy!: string | null;
  decidedAt!: string | null;
}

export class StandingMergeDto {
  mergedId!: string;
  /** Masked, each. */
  mergedNumber!: string;
  keptId!: string;
  keptNumber!: string;
  name!: string;
  /** ISO instant. */
  at!: string;
}

export class DuplicatePageDto {
  pairs!: DuplicatePairDto[];
  next!: string | null;
  total!: number | null;
}

export class MergePageDto {
  merges!: StandingMergeDto[];
  next!: string | null;
  total!: number | null;
}

export class ToldApartDto {
  /** The other registration. */
  @IsUUID()
  otherId!: string;

  @Matches(oneLine)
  @Length(2, 200)
  reason!: string;
}

export class MergeUndoingDto {
  /** The document it rests on, with its number. */
  @Matches(oneLine)
  @Length(2, 100)
  source!: string;

  @Matches(oneLine)
  @Length(2, 200)
  reason!: string;
}

export class PersonMergeDto extends MergeUndoingDto {
  /** The registration that is kept. */
  @IsUUID()
  keptId!: string;
}
