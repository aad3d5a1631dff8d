/** Knows whose pension took the place of an allowance of work injury, and what the two came to where one followed the other. */
import { Injectable } from '@nestjs/common';
import type { InsuranceRecord } from '#libs/benefits/kinds/kind.js';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { risesIn, withRises } from '#libs/benefits/rises.js';
import { addMonths, monthOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { Benefit } from './benefit.js';
import { RisesService } from './rises.service.js';

/** What the fund of work injury pays until a pension begins. */
const allowanceCode = 'injury-allowance';

@Injectable()
export class ReplacedAllowances {
  constructor(
    private readonly rises: RisesService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /**
   * The pension out of employment among somebody's benefits, as it began and before any rise, and the allowance that was drawn until then, as it
   * stopped. Throws Refused `parameter-missing`.
   */
  async of(
    tx: Transaction,
    benefits: readonly Benefit[],
  ): Promise<Pick<InsuranceRecord, 'workPension' | 'replaced'>> {
    const current = monthOf(this.clock.today());
    const pension = benefits.findLast(({ kind, lastMonth }) => {
      const { isPension, ends = [] } = describedBenefit(kind);
      return isPension && ends.includes(allowanceCode) && (lastMonth === null || lastMonth >= current);
    });
    if (pension === undefined) return {};
    const since = pension.firstMonth;
    const workPension = { since, pension: (await this.due(tx, pension, since)).amount };
    const until = addMonths(since, -1);
    const allowance = benefits.findLast(
      ({ kind, firstMonth, lastMonth }) =>
        kind === allowanceCode && firstMonth <= until && (lastMonth === null || lastMonth >= until),
    );
    if (allowance === undefined) return { workPension };
    const rises = (await this.rises.of(tx, [allowance])).get(allowance.id) ?? [];
    const last = withRises(await this.due(tx, allowance, until), risesIn(rises, until, this.clock.now()));
    return { workPension, replaced: { facts: allowance.facts, until, allowance: last.amount } };
  }

  private async due(tx: Transaction, { kind, facts, firstMonth }: Benefit, month: PlainMonth) {
    const parameters = await this.policy.parameters(tx);
    const due = describedBenefit(kind).due(facts, { month, firstMonth }, parameters);
    if (due.ok) return due.value;
    throw new Refused('parameter-missing', `${due.refusal.key} ${due.refusal.on}`);
  }
}
