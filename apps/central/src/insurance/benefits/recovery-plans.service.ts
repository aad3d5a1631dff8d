/** Says how agreements on giving back by instalments stand, and what may be asked of somebody a month beside what they draw. */
import { Injectable } from '@nestjs/common';
import { largestPart } from '#libs/benefits/recovery-offset.js';
import { type AgreedPart, type PlanStanding, standingOf } from '#libs/benefits/recovery-plan.js';
import { addMonths, monthOf } from '#libs/kernel/plain-date.js';
import { type Fen, larger, subtract, sum, zeroFen } from '#libs/money/fen.js';
import { rateOf } from '#libs/policy/look-up.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { RecoveryAgreementsStore } from './recovery-agreements.store.js';

export type StandingPlan = PlanStanding & { readonly number: number };

@Injectable()
export class RecoveryPlans {
  constructor(
    private readonly store: RecoveryAgreementsStore,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** By benefit: how the newest agreement on its recovery stands today. */
  async of(tx: Transaction, claims: readonly string[]): Promise<ReadonlyMap<string, StandingPlan>> {
    const today = this.clock.today();
    const known = await this.store.newestOf(tx, claims);
    return new Map(
      known.map(({ claimId, number, parts, back }) => [
        claimId,
        { number, ...standingOf(parts, back, today) },
      ]),
    );
  }

  agree(
    tx: Transaction,
    agreement: { readonly approvalId: string; readonly claimId: string; readonly open: Fen },
    parts: readonly AgreedPart[],
  ): Promise<void> {
    return this.store.add(tx, { ...agreement, at: this.clock.now() }, parts);
  }

  /**
   * The most that instalments may come to in a month: of what somebody draws no more than could be kept back of it (`recovery.least-left-share`), less what is
   * kept back. Null: they draw nothing, and what they agree to is theirs to know. Throws Refused `parameter-missing`.
   */
  async bearable(tx: Transaction, payeeId: string): Promise<Fen | null> {
    const month = monthOf(this.clock.today());
    const { lines, kept } = await this.store.drawn(tx, payeeId, [addMonths(month, -1), month]);
    if (lines.length === 0) return null;
    const least = await this.policy.value(tx, this.clock.today(), rateOf('recovery.least-left-share'));
    return larger(subtract(sum(lines.map((line) => largestPart(line, least))), kept), zeroFen);
  }
}
