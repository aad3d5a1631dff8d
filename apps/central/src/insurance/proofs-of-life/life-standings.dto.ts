/** Proofs of life as they travel in answers. */
import { WordsDto } from '../../ground/http/words.dto.js';

export class LifeStandingDto {
  personId!: string;
  name!: string;
  /** With its middle hidden. */
  maskedNumber!: string;
  /** What they draw that asks for proof of life. */
  benefits!: WordsDto[];
  /** `proved`, `due` (ends within the days of the parameter), `overdue` (suspended by the next run of the job) or `suspended`. */
  state!: string;
  /** `YYYY-MM-DD`: when they were last seen; null: nothing says so. */
  provedOn!: string | null;
  /** `service` (an act of its own), `collection`, `payment`, `claim` or `decision`. */
  provedBy!: string | null;
  /** `YYYY-MM-DD`: the last day it counts. */
  until!: string;
  /** Until then; negative: so many days over. */
  daysLeft!: number;
  /** `YYYY-MM-DD`. */
  warnedOn!: string | null;
  /** `YYYY-MM-DD`. */
  suspendedOn!: string | null;
}

export class LifeStandingsDto {
  standings!: LifeStandingDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}
