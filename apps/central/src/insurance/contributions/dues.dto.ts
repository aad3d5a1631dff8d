/** A due as it travels in answers. */
import { WordsDto } from '../../ground/http/words.dto.js';
import { ExplanationDto } from '../../register/policy/explanation.dto.js';

export class TierOptionDto {
  /** The whole tier, yuan a year. */
  tier!: string;
  /** What the person pays of it: this is asked for, and settles the due. */
  amount!: string;
  /** What the government pays of it on the person's behalf (代缴). */
  governmentPart!: string;
  /** What the government adds on top of the tier (补贴). */
  subsidy!: string;
}

/** Who collects a due meanwhile. */
export class InHandDto {
  /** `debit` or `tax`. */
  channel!: string;
  since!: string;
  /** The day an answer is expected by; null: nobody said. */
  until!: string | null;
}

/** Which instalment of an agreement on arrears it is a part of. */
export class DueInstalmentDto {
  agreement!: number;
  dueOn!: string;
  /** From 1. */
  place!: number;
  of!: number;
  /** What was agreed on of its period, where it is a part of that alone, yuan. */
  whole!: string | null;
  /** An instalment was not there on its day: all that is left is due. */
  lapsed!: boolean;
  /** It is the next one, or due with all the rest; another may be paid before its turn. */
  offered!: boolean;
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
  /** `bureau`; `tax`: then it is shown and not paid at a window; `unknown`: not before the bureau lays down who does. */
  collectedBy!: string;
  /** Another channel collects it and has not answered: it is paid nowhere else until then. */
  inHand!: InHandDto | null;
  /** Null: it is asked for as a whole. */
  instalment!: DueInstalmentDto | null;
  explanation!: ExplanationDto;
}
