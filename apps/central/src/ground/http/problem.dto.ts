/** The RFC 9457 problem as the API describes it; its codes stand in `libs/contract/problems.ts`. */
import { WordsDto } from './words.dto.js';

export class ProblemDto {
  /** `urn:sscard:problem:<code>` */
  type!: string;
  /** The reason, from the registry of problems. */
  code!: string;
  status!: number;
  title!: WordsDto;
  /** What to do next. */
  nextStep!: WordsDto;
  /** `never`, `same-key` or `after-review`. */
  retry!: string;
  /** Which field, amount or reason exactly. */
  detail?: string;
  /** Names the log lines of this request. */
  traceId?: string;
}
