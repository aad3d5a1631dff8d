/** Assesses the months of a resident pension that are unpaid, and lists what can be collected with its reasons. */
import { Injectable } from '@nestjs/common';
import { payableMonths } from '#libs/benefits/payable-months.js';
import { assessResidentPension } from '#libs/benefits/resident-pension.js';
import { schemeName } from '#libs/contract/schemes.js';
import { monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { CounterDatabase, type Transaction } from '../../ground/database/database.js';
import { type Gap, GapsService } from '../assessment/gaps.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { EntitlementDto } from './entitlements.dto.js';
import { EntitlementsStore, type BenefitClaim } from './entitlements.store.js';

@Injectable()
export class EntitlementsService {
  constructor(
    private readonly database: CounterDatabase,
    private readonly store: EntitlementsStore,
    private readonly gaps: GapsService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  grant(tx: Transaction, personId: string, claim: Omit<BenefitClaim, 'id'>): Promise<void> {
    return this.store.grant(tx, personId, claim, this.clock.now());
  }

  /**
   * Adds the entitlements of every month up to this one that has none yet; doing it again adds nothing. A month that cannot be assessed is
   * kept as a gap, and the months after it are assessed all the same. Asked before the card is served, in a transaction of its own.
   */
  async ofOne(person: Pick<Person, 'id' | 'birthDate'>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const claims = await this.store.claims(tx, person.id);
      if (claims.length === 0) return;
      const parameters = await this.policy.parameters(tx);
      const gaps: Gap[] = [];
      for (const claim of claims) gaps.push(...(await this.assess(tx, person, claim, parameters)));
      const known = (await this.gaps.of(tx, person.id)).filter(({ kind }) => kind === 'entitlement');
      const closed = known.filter(
        ({ subjectId, period }) => !gaps.some((gap) => gap.subjectId === subjectId && gap.period === period),
      );
      if (gaps.length + closed.length > 0) await this.gaps.bringUp(tx, gaps, closed, this.clock.now());
    });
  }

  private async assess(
    tx: Transaction,
    person: Pick<Person, 'id' | 'birthDate'>,
    { id: claimId, scheme, firstMonth, lastMonth, contributedYears, accountAtGrant }: BenefitClaim,
    parameters: Parameters,
  ): Promise<readonly Gap[]> {
    const gaps: Gap[] = [];
    const gap = (period: string, reason: string, parameter: string | null): void => {
      gaps.push({
        subjectId: claimId,
        kind: 'entitlement',
        personId: person.id,
        scheme,
        period,
        reason,
        parameter,
      });
    };
    const months = payableMonths({
      firstMonth,
      lastMonth,
      currentMonth: monthOf(this.clock.today()),
      paid: await this.store.assessed(tx, claimId),
    });
    for (const month of months) {
      if (scheme !== '170') {
        gap(month, 'benefit-unknown', null);
        continue;
      }
      const pension = assessResidentPension({
        birthDate: person.birthDate,
        contributedYears,
        accountAtGrant,
        firstMonth,
        month,
        parameters,
      });
      if (!pension.ok) {
        gap(month, pension.refusal.reason, 'key' in pension.refusal ? pension.refusal.key : null);
        continue;
      }
      const { amount, accountPart, explanation } = pension.value;
      await this.store.add(
        tx,
        { claimId, personId: person.id, scheme, period: month, amount, accountPart, explanation },
        this.clock.now(),
      );
    }
    return gaps;
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
