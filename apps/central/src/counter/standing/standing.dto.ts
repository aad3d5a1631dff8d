/** How somebody whose card is in the reader stands: what a clerk has to know of them besides what is owed. */
import { WordsDto } from '../../ground/http/words.dto.js';

export class ProofOfLifeDto {
  /** `YYYY-MM-DD`: when the holder last collected with the card and its PIN at a window; null: never. */
  lastSeenOn!: string | null;
  /** `YYYY-MM-DD`: how long that counts; null where there is nothing to count from. */
  until!: string | null;
  /** What it was taken from: derived from acts, no act of proof itself. */
  basis!: WordsDto;
}

export class RemarkDto {
  words!: WordsDto;
  /** What the clerk does about it. */
  toDo!: WordsDto;
}

export class StandingDto {
  /** Names the photo of the holder (`GET /v1/photos/{digest}`); null: none is on record. */
  photoDigest!: string | null;
  /** Whom the government helps with contributions, in words. */
  category!: WordsDto;
  /** Null for whoever draws no pension. */
  proofOfLife!: ProofOfLifeDto | null;
  remarks!: RemarkDto[];
}
