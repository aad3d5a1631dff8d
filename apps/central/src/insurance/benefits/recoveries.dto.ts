/** What somebody was paid in error and has still to give back, as it travels in answers. */
import { ExplanationDto } from '../../register/policy/explanation.dto.js';
import { WordsDto } from '../../ground/http/words.dto.js';

/** The instalment that is next, of an agreement on giving it back. */
export class RecoveryInstalmentDto {
  agreement!: number;
  dueOn!: string;
  /** From 1. */
  place!: number;
  of!: number;
  /** What of it is open, yuan. */
  open!: string;
  /** One was not there on its day: all that is left is due. */
  lapsed!: boolean;
}

export class OwedRecoveryDto {
  /** Names it among what is paid: the id of the benefit. */
  id!: string;
  /** `ZH…`, which whoever pays it back by the bank names. */
  reference!: string;
  /** AAE140 code. */
  scheme!: string;
  schemeName!: WordsDto;
  benefitName!: WordsDto;
  /** Why it was not due. */
  cause!: WordsDto;
  /** `YYYY-MM` */
  firstMonth!: string;
  lastMonth!: string;
  /** Yuan: paid in error, and what of it may still be given back; of that, any part. */
  amount!: string;
  open!: string;
  /** Null: no instalments were agreed on, or all of them came. */
  instalment!: RecoveryInstalmentDto | null;
  explanation!: ExplanationDto;
}
