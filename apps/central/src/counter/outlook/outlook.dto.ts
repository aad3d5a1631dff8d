/** What a holder is told of the pension that they would come to. */
import { WordsDto } from '../../ground/http/words.dto.js';

export class OutlookPointDto {
  /** Of retirement; it is drawn from the month after. */
  month!: string;
  ageMonths!: number;
  /** To be paid from today on. */
  furtherMonths!: number;
  /** By then. */
  paidMonths!: number;
  /** As long as some are missing nothing is drawn. */
  missingMonths!: number;
  /** Where they come to if they change nothing. */
  isAsNow!: boolean;
  /** Yuan, by then, interest left out. */
  account!: string;
  /** Yuan a month. */
  monthly!: string;
}

export class OutlookDto {
  /** `male`, `female-cadre`, `female-worker` or `resident`: whose age it is. */
  type!: string;
  /** Of a resident, in yuan; null: of an employee. */
  tier!: string | null;
  /** Of a tier: what is paid for a year, in yuan. */
  yearly!: string | null;
  /** The tier that was paid last; of an employee always. */
  isAsNow!: boolean;
  /** By month of retirement; of a resident by further years. */
  points!: OutlookPointDto[];
}

export class PensionOutlookDto {
  on!: string;
  scheme!: string;
  schemeName!: WordsDto;
  /** Whether they are insured today. */
  goesOn!: boolean;
  paidMonths!: number;
  /** Yuan, today. */
  account!: string;
  /** Of a woman in employment one for each post, of a resident one for each tier. */
  ways!: OutlookDto[];
}
