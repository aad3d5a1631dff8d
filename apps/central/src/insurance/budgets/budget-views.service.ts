/** Shows of each fund what may be spent in a year, what was, what runs are planned, and what is left. */
import { Injectable } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import { monthOf, yearOf } from '#libs/kernel/plain-date.js';
import { type AccountTypeId, accountTypes, expenseTypes } from '#libs/ledger/account-types.js';
import { add, type Fen, fen, formatYuan, subtract, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { schemeTable } from '#libs/schemes/table.js';
import { type YearExpense, YearExpenses } from '../../funds/ledger/year-expenses.service.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import type { Budget } from './budget.js';
import type { BudgetLineDto, BudgetsDto, FundBudgetDto } from './budgets.dto.js';
import { BudgetsStore } from './budgets.store.js';

const namedAccount = (type: AccountTypeId) => {
  const { code, name } = accountTypes[type];
  return { account: type, code, words: name };
};
const textOf = (amount: Fen | null): string | null => (amount === null ? null : formatYuan(amount));
const leftOf = (approved: Fen | null, spent: Fen): Fen | null =>
  approved === null ? null : subtract(approved, spent);

@Injectable()
export class BudgetViews {
  constructor(
    private readonly database: Database,
    private readonly store: BudgetsStore,
    private readonly expenses: YearExpenses,
    private readonly clock: Clock,
  ) {}

  /** Of every fund; null: this year. */
  read(year: number | null): Promise<BudgetsDto> {
    return this.database.read(async (tx) => {
      const today = this.clock.today();
      const of = year ?? yearOf(today);
      const isCurrent = of === yearOf(today);
      const budgets = await this.store.of(tx, of, null);
      const spent = await this.expenses.of(tx, of, null);
      const planned = isCurrent ? await this.store.planned(tx) : new Map<string, Fen>();
      // Months that have begun, this one with them.
      const months = isCurrent ? Number(monthOf(today).slice(5)) : null;
      return {
        year: of,
        accounts: expenseTypes.map(namedAccount),
        funds: Object.values(schemeTable)
          .filter(({ code, books }) => code === books)
          .map(({ code }) =>
            shownFund(
              code,
              budgets.filter(({ scheme }) => scheme === code),
              spent.filter(({ scheme }) => scheme === code),
              { planned: planned.get(code) ?? zeroFen, months },
            ),
          ),
      };
    });
  }
}

const shownFund = (
  scheme: string,
  versions: readonly Budget[],
  expenses: readonly YearExpense[],
  { planned, months }: { readonly planned: Fen; readonly months: number | null },
): FundBudgetDto => {
  const [budget] = versions;
  const lines = expenseTypes.flatMap((type): (BudgetLineDto & { readonly of: Fen; readonly was: Fen })[] => {
    const spent = expenses.find((one) => one.type === type)?.spent ?? zeroFen;
    const of = yuan(budget?.lines[type] ?? '0.00');
    const inPlan = type === 'benefits' ? planned : zeroFen;
    if (of === zeroFen && spent === zeroFen && inPlan === zeroFen) return [];
    const approved = budget === undefined ? null : of;
    return [
      {
        ...namedAccount(type),
        approved: textOf(approved),
        spent: formatYuan(spent),
        planned: formatYuan(inPlan),
        left: textOf(leftOf(approved, spent)),
        of,
        was: spent,
      },
    ];
  });
  const spent = sum(lines.map(({ was }) => was));
  const approved = budget === undefined ? null : sum(lines.map(({ of }) => of));
  return {
    scheme,
    schemeName: schemeName(scheme),
    lines: lines.map(({ of: _of, was: _was, ...line }) => line),
    approved: textOf(approved),
    spent: formatYuan(spent),
    planned: formatYuan(planned),
    left: textOf(leftOf(approved, spent)),
    // To the fen, half-up; what is planned is of the month that has begun.
    forecast:
      months === null
        ? null
        : formatYuan(fen((add(spent, planned) * 24n + BigInt(months)) / (2n * BigInt(months)))),
    versions: versions.map(({ version, lines: of, source, enteredBy, enteredAt, approvalId }) => ({
      version,
      total: formatYuan(sum(Object.values(of).map((amount) => yuan(amount)))),
      source,
      enteredBy,
      enteredAt: enteredAt.toISOString(),
      approval: approvalId,
    })),
  };
};
