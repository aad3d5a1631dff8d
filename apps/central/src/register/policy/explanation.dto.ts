/** How an amount came about, as it travels in answers. */
import { WordsDto } from '../../ground/http/words.dto.js';

export class ExplanationStepDto {
  label!: WordsDto;
  /** The figures, such as `9600.00 ÷ 139`. */
  expression!: string;
  result!: string;
  /** Legal basis or source of the parameter. */
  basis!: string;
  /** `law`, `national`, `local`, `secondary` or `assumed`. */
  status!: string;
}

export class ExplanationDto {
  steps!: ExplanationStepDto[];
  /** Versions of the parameters used, so that the amount can be recomputed. */
  parameterVersions!: string[];
}
