/** What a proposal would change, before anybody decides it. */
import { ExplanationDto } from '../../register/policy/explanation.dto.js';

export class ChangedSumDto {
  /** As what somebody is insured; nobody is named. */
  category!: string;
  /** Yuan; null: there is no base. */
  base!: string | null;
  /** Yuan, all parts together. */
  before!: string;
  after!: string;
  /** How the new sum comes about; null: it cannot be reckoned. */
  explanation!: ExplanationDto | null;
}

export class PeriodEffectDto {
  scheme!: string;
  /** `YYYY-MM` or `YYYY`. */
  period!: string;
  heads!: number;
  /** Who owe another sum. */
  changed!: number;
  /** Who could no longer be assessed. */
  lost!: number;
  /** Yuan, of all of them. */
  before!: string;
  after!: string;
  largest!: ChangedSumDto[];
}

export class ProposalEffectDto {
  /** The last four months and the last two years at most that it touches, the newest first; for a day to come, its first period with today's people. */
  periods!: PeriodEffectDto[];
}
