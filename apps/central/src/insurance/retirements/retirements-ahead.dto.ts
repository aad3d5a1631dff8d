/** Who reaches the age for a pension, as it travels. */
import { WordsDto } from '../../ground/http/words.dto.js';

export class RetirementAheadDto {
  personId!: string;
  name!: string;
  /** With its middle hidden. */
  maskedNumber!: string;
  /** AAE140 code. */
  scheme!: string;
  schemeName!: WordsDto;
  /** `male`, `female-cadre`, `female-worker` or `resident`: whose age it is; `retired`: the pension is drawn, and the top-up of work injury not claimed. */
  post!: string;
  /** `YYYY-MM`, in which the age is reached. */
  month!: string;
  firstPensionMonth!: string;
  /** Months that have to be paid by then. */
  least!: number;
  /** Months paid so far. */
  paid!: number;
  missing!: number;
  /** Missing still when every month up to the age is paid. */
  missingThen!: number;
  /** Months insured and not paid, in rows: `2019-03/2019-08`. */
  unpaid!: string[];
  unpaidMonths!: number;
  /** `claim`, `earlier`, `later`, `pay-on`, `lump`, `to-resident`, `to-employee`, `pay-years`, `end`, `top-up`. */
  ways!: string[];
  /** `YYYY-MM-DD`. */
  reckonedOn!: string;
}

export class RetirementsAheadDto {
  retirements!: RetirementAheadDto[];
  /** Ask with this as `after` for the next page; null: there are no more. */
  next!: string | null;
  /** All that match, on the first page; null: told there. */
  total!: number | null;
}
