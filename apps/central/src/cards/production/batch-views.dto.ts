/** Batches, items and hand-overs as the console lists them: each list says how many match in all. */
import { WordsDto } from '../../ground/http/words.dto.js';
import { BatchStageDto, BatchWorkDto, CardBatchDto } from './card-batches.dto.js';

export class ListedBatchDto extends CardBatchDto {
  /** Only those with items. */
  stages!: BatchStageDto[];
  /** Under way. */
  work!: BatchWorkDto[];
}

export class ListedBatchesDto {
  batches!: ListedBatchDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}

export class ListedItemDto {
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
  hasPhoto!: boolean;
  unitCode!: string | null;
  reason!: string | null;
}

export class ListedItemsDto {
  items!: ListedItemDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}

export class PlaceCountDto {
  code!: string;
  name!: string;
  count!: number;
}

export class MakerChoiceDto {
  code!: string;
  name!: string;
  /** RFC 7638. */
  thumbprint!: string;
}

export class BatchPreparationDto {
  /** Items under way in the batch; the counts below are of them. */
  items!: number;
  withoutPhoto!: number;
  withoutAccount!: number;
  /** Items without a chip yet: so many blank cards are needed. */
  blanksNeeded!: number;
  /** Fees of all, in yuan. */
  fee!: string;
  /** Depots, with their blank cards. */
  depots!: PlaceCountDto[];
  makers!: MakerChoiceDto[];
  /** Units with cards that lie at a depot; single holders under an empty code. */
  waiting!: PlaceCountDto[];
}

export class HandOverDto {
  number!: string;
  /** Null: a single holder. */
  unitCode!: string | null;
  unitName!: string | null;
  letter!: string | null;
  /** ISO instant. */
  at!: string;
  /** Staff number. */
  by!: string;
  cards!: number;
}

export class HandOversDto {
  handOvers!: HandOverDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}
