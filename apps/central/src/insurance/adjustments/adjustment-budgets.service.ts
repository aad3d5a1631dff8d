/** Says what an adjustment that is laid out costs each fund this year and the next, beside what is left of its budget. */
import { Injectable } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import { businessDate, monthOf, yearOf } from '#libs/kernel/plain-date.js';
import { fen, type Fen, formatYuan, subtract } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { Budgets } from '../budgets/budgets.service.js';
import type { Adjustment, SimulatedGroup } from './adjustment.js';
import type { AdjustmentBudgetDto } from './adjustments.dto.js';

/** Months of a year that are paid more and had not passed when it was laid out. */
const monthsAhead = ({ from, madeAt }: Adjustment, year: number): bigint => {
  const current = monthOf(businessDate(madeAt));
  // Months up to that one are made up for, as far as they were listed.
  const first = from > current ? Number(from.slice(5)) - 1 : Number(current.slice(5));
  return yearOf(from) > year ? 0n : BigInt(12 - first);
};

@Injectable()
export class AdjustmentBudgets {
  constructor(private readonly budgets: Budgets) {}

  async of(
    tx: Transaction,
    adjustment: Adjustment,
    groups: readonly SimulatedGroup[],
  ): Promise<AdjustmentBudgetDto[]> {
    const year = yearOf(businessDate(adjustment.madeAt));
    const costs: AdjustmentBudgetDto[] = [];
    for (const { by, fund, past, payable } of groups) {
      if (by !== 'fund' || fund === null) continue;
      const monthly = BigInt(payable);
      const cost = fen(BigInt(past) + monthly * monthsAhead(adjustment, year));
      const standing = await this.budgets.standing(tx, fund);
      const left = standing?.year === year ? standing.left : null;
      costs.push({
        scheme: fund,
        schemeName: schemeName(fund),
        year,
        cost: formatYuan(cost),
        left: textOf(left),
        after: textOf(left === null ? null : subtract(left, cost)),
        nextCost: formatYuan(fen(monthly * 12n)),
        nextApproved: textOf(await this.budgets.approvedFor(tx, fund, year + 1)),
      });
    }
    return costs;
  }
}

const textOf = (amount: Fen | null): string | null => (amount === null ? null : formatYuan(amount));
