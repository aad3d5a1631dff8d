/** Assesses the months of a resident pension that are unpaid, and lists what can be collected with its reasons. */
import { Injectable } from '@nestjs/common';
import { payableMonths } from '#libs/benefits/payable-months.js';
import { assessResidentPension } from '#libs/benefits/resident-pension.js';
import { schemeName } from '#libs/contract/schemes.js';
import { monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { EntitlementDto } from './entitlements.dto.js';
import { EntitlementsStore, type BenefitClaim } from './entitlements.store.js';

@Injectable()
export class EntitlementsService {
  constructor(
    private readonly store: EntitlementsStore,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  grant(tx: Transaction, personId: string, claim: Omit<BenefitClaim, 'id'>): Promise<void> {
    return this.store.grant(tx, personId, claim, this.clock.now());
  }

  /** Adds the entitlements of every month up to this one that has none yet. Doing it again adds nothing. */
  async assess(tx: Transaction, person: Person): Promise<void> {
    const claims = await this.store.claims(tx, person.id);
    if (claims.length === 0) return;
    const parameters = await this.policy.parameters(tx);
    for (const { id: claimId, scheme, firstMonth, lastMonth, contributedYears, accountAtGrant } of claims) {
      if (scheme !== '170') throw new Error(`no assessment for benefits of scheme ${scheme}`);
      const assessed = await this.store.assessed(tx, claimId);
      const months = payableMonths({
        firstMonth,
        lastMonth,
        currentMonth: monthOf(this.clock.today()),
        paid: assessed,
      });
      for (const month of months) {
        const pension = assessResidentPension({
          birthDate: person.birthDate,
          contributedYears,
          accountAtGrant,
          firstMonth,
          month,
          parameters,
        });
        // The benefit was granted: a refusal now is a fault in the grant or the parameters, not the holder's.
        if (!pension.ok)
          throw new Error(`pension of claim ${claimId} for ${month}: ${pension.refusal.reason}`);
        const { amount, accountPart, explanation } = pension.value;
        await this.store.add(
          tx,
          { claimId, personId: person.id, scheme, period: month, amount, accountPart, explanation },
          this.clock.now(),
        );
      }
    }
  }

  /** When somebody who draws a benefit now last collected at a window, with card and PIN; null: they draw none. */
  lastCollected(tx: Transaction, personId: string): Promise<{ readonly on: PlainDate | null } | null> {
    return this.store.lastCollected(tx, personId, monthOf(this.clock.today()));
  }

  /** What the person can collect now. */
  async list(tx: Transaction, personId: string): Promise<EntitlementDto[]> {
    const entitlements = await this.store.open(tx, personId);
    return entitlements.map(({ id, scheme, period, amount, state, explanation }) => ({
      id,
      scheme,
      schemeName: schemeName(scheme),
      period,
      amount: formatYuan(amount),
      state,
      explanation: { steps: [...explanation.steps], parameterVersions: [...explanation.parameterVersions] },
    }));
  }
}
