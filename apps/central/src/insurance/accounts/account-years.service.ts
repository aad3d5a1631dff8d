/** Tells what the personal accounts of somebody had in a year: what it began with, what came and went, its interest and how that was reckoned. */
import { Injectable } from '@nestjs/common';
import { closeAccountYear, type MonthAmount } from '#libs/contributions/personal-account.js';
import { date, month, yearOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import { add, formatYuan, subtract, sum, zeroFen, type Fen } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';
import { lookUpAll, rateOf } from '#libs/policy/look-up.js';
import { personalAccounts } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { AccountYearsStore, type MovedInYear } from './account-years.store.js';

/** Amounts in yuan. */
export type AccountYearShown = {
  /** What the account is kept under. */
  readonly scheme: string;
  readonly opening: string;
  readonly months: readonly {
    readonly month: string;
    readonly kind: string;
    readonly credited: string;
    readonly paid: string;
  }[];
  /** What was entered; null: the year's interest was not entered yet. */
  readonly interest: string | null;
  readonly interestOnOpening: string | null;
  readonly interestOnCredits: string | null;
  readonly closing: string;
  readonly steps: Explanation['steps'];
};

const monthsOf = (rows: readonly MovedInYear[], side: 'credited' | 'paid'): readonly MonthAmount[] => {
  const byMonth = new Map<PlainMonth, Fen>();
  for (const row of rows)
    if (row.month !== null && row.kind !== 'interest' && row[side] > zeroFen)
      byMonth.set(month(row.month), add(byMonth.get(month(row.month)) ?? zeroFen, row[side]));
  return Array.from(byMonth, ([of, amount]) => ({ month: of, amount }));
};

const netOf = (rows: readonly MovedInYear[]): Fen =>
  subtract(sum(rows.map(({ credited }) => credited)), sum(rows.map(({ paid }) => paid)));

@Injectable()
export class AccountYears {
  constructor(
    private readonly store: AccountYearsStore,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** Each account that had something up to the year's end. Throws Refused `malformed-request` for a year that has not begun. */
  async of(tx: Transaction, personId: string, year: number): Promise<readonly AccountYearShown[]> {
    if (year > yearOf(this.clock.today())) throw new Refused('malformed-request', 'year');
    const moved = await this.store.moved(tx, personId, year);
    const parameters = await this.policy.parameters(tx);
    return [...new Set(moved.map(({ scheme }) => scheme))].map((scheme) => {
      const rows = moved.filter((row) => row.scheme === scheme);
      const inYear = rows.filter((row) => row.month !== null);
      const opening = netOf(rows.filter((row) => row.month === null));
      const interest = inYear.filter(({ kind }) => kind === 'interest');
      const key = personalAccounts.get(scheme)?.interestRate ?? null;
      const rate = key === null ? null : lookUpAll(parameters, date(`${year}-01-01`), { rate: rateOf(key) });
      const closed =
        interest.length === 0 || rate === null || !rate.ok
          ? null
          : closeAccountYear({
              year,
              opening,
              credits: monthsOf(inYear, 'credited'),
              payments: monthsOf(inYear, 'paid'),
              rate: rate.value.rate,
            });
      // What was entered is what counts: it is explained only as far as it is still reckoned to the same.
      const explained =
        closed?.ok === true && closed.value.interest === netOf(interest) ? closed.value : null;
      return {
        scheme,
        opening: formatYuan(opening),
        months: inYear.flatMap(({ month: of, kind, credited, paid }) =>
          of === null || kind === null || kind === 'interest'
            ? []
            : [{ month: of, kind, credited: formatYuan(credited), paid: formatYuan(paid) }],
        ),
        interest: interest.length === 0 ? null : formatYuan(netOf(interest)),
        interestOnOpening: explained === null ? null : formatYuan(explained.interestOnOpening),
        interestOnCredits:
          explained === null
            ? null
            : formatYuan(subtract(explained.interestOnCredits, explained.interestForgone)),
        closing: formatYuan(add(opening, netOf(inYear))),
        steps: explained?.explanation.steps ?? [],
      };
    });
  }
}
