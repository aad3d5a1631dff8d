/** What the screens of a holder's insurance count out of what the centre knows: what they paid by year, and how their benefits stand. */
import type { OwnInsurance } from '#libs/contract/self-service.js';
import { type Fen, fen, formatYuan, sum, yuan } from '#libs/money/fen.js';

import { totalOf } from '../shared/amounts.js';

/** `share`: of the largest year, in percent. Amounts in yuan. */
export type PaidYear = { readonly year: string; readonly amount: string; readonly share: number };
export type PaidYears = {
  /** The newest first, so many as a screen shows. */
  readonly years: readonly PaidYear[];
  /** What was paid in all years before those; null: nothing. */
  readonly earlier: string | null;
};

const yearOf = (period: string): string => period.slice(0, 4);

/**
 * The holder's own part of each year it was for: what they paid where it was theirs to pay; of what a unit withholds, which is no
 * due of theirs, what was assessed.
 */
export const paidByYear = ({ contributions, dues }: OwnInsurance, most: number): PaidYears => {
  const ownDues = new Set(dues.map(({ scheme, period }) => `${scheme} ${yearOf(period)}`));
  const parts = [
    ...dues
      .filter(({ state, amount }) => state === 'paid' && amount !== null)
      .map(({ period, amount }) => ({ year: yearOf(period), amount: amount ?? '0.00' })),
    ...contributions
      .filter(({ scheme, year }) => !ownDues.has(`${scheme} ${year}`))
      .map(({ year, personPart }) => ({ year, amount: personPart })),
  ];
  const byYear = new Map<string, Fen>();
  for (const { year, amount } of parts) byYear.set(year, sum([byYear.get(year) ?? fen(0), yuan(amount)]));
  const paid = [...byYear].filter(([, amount]) => amount > 0n).toSorted(([a], [b]) => b.localeCompare(a));
  const shown = paid.slice(0, most);
  const largest = shown.reduce((top, [, amount]) => (amount > top ? amount : top), 1n);
  const before = paid.slice(most).map(([, amount]) => amount);
  return {
    years: shown.map(([year, amount]) => ({
      year,
      amount: formatYuan(amount),
      // In thousandths first: what is drawn needs no more, and no amount becomes a float.
      share: Number((amount * 1000n) / largest) / 10,
    })),
    earlier: before.length === 0 ? null : formatYuan(sum(before)),
  };
};

/** Each scheme once: as the holder takes part in it now, or did last. */
export const schemesOf = ({ participations }: OwnInsurance): OwnInsurance['participations'] => {
  const last = new Map<string, OwnInsurance['participations'][number]>();
  for (const one of participations.toSorted((a, b) => a.since.localeCompare(b.since)))
    last.set(one.scheme, one);
  return [...last.values()].toSorted((a, b) => a.scheme.localeCompare(b.scheme));
};

export type BenefitStand = {
  readonly state: 'running' | 'suspended' | 'over';
  /** Yuan: of each month now or last; `isOnce`: all there is to it. */
  readonly amount: string | null;
  readonly isOnce: boolean;
  readonly lastPaid: { readonly month: string; readonly amount: string } | null;
};

/** How a benefit stands on the day that the answer is of. */
export const standOf = (
  { firstMonth, lastMonth, spans }: OwnInsurance['benefits'][number],
  on: string,
): BenefitStand => {
  const isOver = lastMonth !== null && lastMonth < on.slice(0, 7);
  const last = spans.at(-1);
  const due = spans.findLast(({ state }) => state !== 'suspended');
  const paid = spans.findLast(({ state }) => state === 'paid');
  return {
    state: isOver ? 'over' : last?.state === 'suspended' ? 'suspended' : 'running',
    amount: due?.amount ?? null,
    isOnce: firstMonth === lastMonth,
    lastPaid: paid === undefined ? null : { month: paid.to, amount: paid.amount },
  };
};

/** Yuan, of all accounts together. */
export const balanceOf = ({ accounts }: OwnInsurance): string =>
  totalOf(accounts.map(({ balance }) => balance));
