/** Long work as it travels: how far it has come, and what keeps it. */
import { WordsDto } from '../../ground/http/words.dto.js';
import type { WorkState } from '../../ground/chunked-work/chunked-work.service.js';

export class WorkDto {
  id!: string;
  kind!: string;
  words!: WordsDto;
  /** What it is done to: a batch's or an import's number, and what of it. */
  subject!: string;
  /** The how manieth of its kind on its subject. */
  run!: number;
  state!: WorkState;
  /** Somebody has to look: it was tried too often. */
  alarming!: boolean;
  /** Whether a job goes on with it; else whoever began it runs the same command again. */
  byItself!: boolean;
  items!: number;
  itemsDone!: number;
  /** Failed tries of the whole since it was laid out, or begun again by a person. */
  attempts!: number;
  /** Why the last of them failed. */
  fault!: string | null;
  /** When it is tried again by itself. */
  retryAt!: string | null;
  plannedAt!: string;
  plannedBy!: string;
  lastDoneAt!: string | null;
}

export class WorksDto {
  works!: WorkDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}
