/** A due as it travels in answers. */
import { WordsDto } from '../../ground/http/words.dto.js';
import { ExplanationDto } from '../../register/policy/explanation.dto.js';

export class TierOptionDto {
  /** Yuan a year. */
  amount!: string;
  /** Government subsidy that comes with it, yuan. */
  subsidy!: string;
}

export class DueDto {
  id!: string;
  /** AAE140 code, such as `170`. */
  scheme!: string;
  schemeName!: WordsDto;
  /** The year it is for. */
  period!: string;
  /** Yuan; null where a tier has to be chosen. */
  amount!: string | null;
  tiers!: TierOptionDto[];
  /** `open` or `in-payment`. */
  state!: string;
  explanation!: ExplanationDto;
}
