/** The lines of a project as they are read: what each was reckoned from, and what it added or took off. */
import type { ConsoleAnswer } from '#libs/contract/console.js';

import { showAmount } from '../../shared/amounts.js';

type Line = ConsoleAnswer<'unit-bills.list'>['projects'][number]['lines'][number];

type ShownLine = {
  readonly enteredAt: string;
  readonly cost: string;
  readonly totalDays: number;
  readonly insuredDays: number;
  /** With its sign. */
  readonly amount: string;
};

/** The first line owes; each further one has the sign of what it changes. */
export const changesOf = (lines: readonly Line[]): readonly ShownLine[] =>
  lines.map(({ enteredAt, cost, totalDays, freeDays, amount }, at) => ({
    enteredAt,
    cost,
    totalDays,
    insuredDays: totalDays - freeDays,
    amount: amount.startsWith('-')
      ? `−${showAmount(amount.slice(1))}`
      : `${at === 0 ? '' : '+'}${showAmount(amount)}`,
  }));
