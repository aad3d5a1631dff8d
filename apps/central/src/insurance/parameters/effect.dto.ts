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
  /** Five at most, the largest first. */
  largest!: ChangedSumDto[];
  /** Three at most of those that change, as chance has it. */
  sample!: ChangedSumDto[];
}

export class ProposalEffectDto {
  /** Whether all of it is reckoned; only then is the proposal decided. */
  isWhole!: boolean;
  /** Whether it failed so often that nobody goes on with it until a person begins it again. */
  isStuck!: boolean;
  /** As of when it is reckoned, with the people and wages known then. */
  knownAt!: string;
  chunks!: number;
  chunksDone!: number;
  /** Versions entered since that it does not know of. */
  versionsSince!: number;
  /** Every assessed period that it reaches and this one, the newest first; for a day to come, its first period with today's people. Empty until it is whole. */
  periods!: PeriodEffectDto[];
}
