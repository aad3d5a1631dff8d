/** An entitlement as it travels in answers. */
import { WordsDto } from '../../ground/http/words.dto.js';
import { ExplanationDto } from '../../register/policy/explanation.dto.js';

export class EntitlementDto {
  id!: string;
  /** AAE140 code. */
  scheme!: string;
  schemeName!: WordsDto;
  /** The month it is for, `YYYY-MM`. */
  period!: string;
  /** Yuan. */
  amount!: string;
  /** `open` or `in-payment`. */
  state!: string;
  explanation!: ExplanationDto;
}
