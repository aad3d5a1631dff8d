/** How somebody whose card is in the reader stands: what a clerk has to know of them besides what is owed. */
import { WordsDto } from '../../ground/http/words.dto.js';

export class ProofOfLifeDto {
  /** `YYYY-MM-DD`: when the holder was last seen, by a proof of life or another act with card and PIN; null: nothing says so. */
  lastSeenOn!: string | null;
  /** `YYYY-MM-DD`: the last day that counts; null where there is nothing to count from. */
  until!: string | null;
  /** `YYYY-MM-DD`: since when benefits are suspended for want of it; null: they are not. */
  suspendedOn!: string | null;
  /** By what they were seen. */
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
  /** Null for whoever draws nothing that asks for it. */
  proofOfLife!: ProofOfLifeDto | null;
  remarks!: RemarkDto[];
}
