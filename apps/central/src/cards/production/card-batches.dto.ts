/** Batches of cards as the console shows them: how far each has come, what went wrong, and its items. */
import { IsString, Length, Matches } from 'class-validator';
import { WordsDto } from '../../ground/http/words.dto.js';

export class CardBatchDto {
  /** Year and serial, such as `2026-000012`. */
  number!: string;
  /** `made`, `approved` or `rejected`. */
  state!: string;
  words!: WordsDto;
  /** Applications taken, those left out later among them. */
  items!: number;
  /** ISO instant. */
  madeAt!: string;
  /** Staff number. */
  madeBy!: string;
  /** ISO instant. */
  decidedAt!: string | null;
  decidedBy!: string | null;
  rejectReason!: string | null;
  /** Code of the card maker its data was made for. */
  maker!: string | null;
  /** Code of the depot its blank cards come from. */
  depot!: string | null;
  /** `YYYY-MM-DD`, as the chips say. */
  issuedOn!: string | null;
  validUntil!: string | null;
  /** ISO instant of the first time its data was made. */
  exportedAt!: string | null;
}

export class BatchStageDto {
  /** A state of `libs/cards/card-life.ts`, or `left-out`, `spoiled`, `batch-rejected` for items that ended in this batch. */
  state!: string;
  words!: WordsDto;
  items!: number;
}

export class BatchWorkDto {
  /** What is being done, such as `card-batch.approve`. */
  kind!: string;
  words!: WordsDto;
  done!: number;
  total!: number;
  /** Items a second since it started; null: not known yet. */
  ratePerSecond!: number | null;
  secondsLeft!: number | null;
  finished!: boolean;
}

export class BatchFindingDto {
  /** `left-out`, `spoiled` or `batch-rejected`; also the `state` to list its items with. */
  state!: string;
  words!: WordsDto;
  reason!: string;
  items!: number;
}

export class BatchStepDto {
  /** `made`, `decided`, `exported`, `result`, `received` or `handed-over`. */
  step!: string;
  words!: WordsDto;
  staffNumber!: string;
  /** Null: nobody of that number is known. */
  staffName!: string | null;
  /** ISO instant. */
  at!: string;
}

export class CardBatchStatusDto extends CardBatchDto {
  /** Who did what and when, in order; of a step done several times (results in parts, several hand-overs) the last. */
  steps!: BatchStepDto[];
  /** Only those with items. */
  stages!: BatchStageDto[];
  work!: BatchWorkDto[];
  /** What went wrong, by kind, the most frequent first. */
  findings!: BatchFindingDto[];
}

export class BatchItemDto {
  item!: number;
  /** As the applicant was given it. */
  applicationNumber!: string;
  name!: string;
  maskedNumber!: string;
  state!: string;
  words!: WordsDto;
  cardNumber!: string | null;
  /** T1–TD of the chip it was given, hex. */
  historicalBytes!: string | null;
  hasBankAccount!: boolean;
  unitCode!: string | null;
  reason!: string | null;
}

export class BatchItemsDto {
  items!: BatchItemDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: number | null;
}

export class BatchRejectionDto {
  /** Why the batch is not made. */
  @IsString()
  // Text only: the database keeps no control characters or half ones.
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u)
  @Length(2, 200)
  reason!: string;
}

export class LeftOutItemDto {
  /** Why it is not made in this batch. */
  @IsString()
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u)
  @Length(2, 200)
  reason!: string;
}

export class UnclaimedCardDto {
  cardNumber!: string;
  name!: string;
  maskedNumber!: string;
  /** ISO instant. */
  deliveredAt!: string;
  depot!: string | null;
  batch!: string | null;
  /** Null: a single holder. */
  unitCode!: string | null;
  unitName!: string | null;
}

export class UnclaimedUnitDto {
  /** Null: single holders. */
  unitCode!: string | null;
  unitName!: string | null;
  cards!: number;
}

export class UnclaimedCardsDto {
  /** Days since delivery. */
  days!: number;
  /** All of them, whatever is searched for. */
  units!: UnclaimedUnitDto[];
  cards!: UnclaimedCardDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}
