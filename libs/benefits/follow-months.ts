/** How the lines of a benefit follow what its months should come to: what is not paid yet is put right, what is paid is made up or recovered. */
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { type Fen, subtract, sum, zeroFen } from '#libs/money/fen.js';

/** A line that stands. `open`: nobody has it in hand, so it may be voided; else it is paid, or on its way. */
export type StandingLine = {
  readonly id: string;
  readonly period: PlainMonth;
  readonly number: number;
  readonly amount: Fen;
  readonly isOpen: boolean;
};

export type NewLine = {
  readonly period: PlainMonth;
  readonly number: number;
  readonly amount: Fen;
  /** What of the month stands already: paid or on its way, less what is being recovered. */
  readonly before: Fen;
};

export type Following = {
  /** Open lines that are owed no longer, or not as much. */
  readonly voided: readonly string[];
  readonly added: readonly NewLine[];
  /** What was paid beyond what the month comes to now. */
  readonly recovered: readonly { readonly period: PlainMonth; readonly amount: Fen }[];
};

/**
 * What has to be done so that lines less recoveries come to `should` in each month. `should` names the months that are looked at; amounts in
 * fen; a month whose amount cannot be reckoned is left out of it, and stays as it is. Doing it again does nothing.
 */
export const followMonths = (
  should: ReadonlyMap<PlainMonth, Fen>,
  lines: readonly StandingLine[],
  recoveries: ReadonlyMap<PlainMonth, Fen>,
): Following => {
  const voided: string[] = [];
  const added: NewLine[] = [];
  const recovered: { period: PlainMonth; amount: Fen }[] = [];
  const byPeriod = new Map<PlainMonth, StandingLine[]>();
  for (const line of lines) byPeriod.set(line.period, [...(byPeriod.get(line.period) ?? []), line]);
  for (const [period, amount] of should) {
    const standing = byPeriod.get(period) ?? [];
    const kept = subtract(
      sum(standing.filter(({ isOpen }) => !isOpen).map((line) => line.amount)),
      recoveries.get(period) ?? zeroFen,
    );
    const open = standing.filter(({ isOpen }) => isOpen);
    const missing = subtract(amount, kept);
    if (missing === sum(open.map((line) => line.amount)) && missing >= zeroFen) continue;
    voided.push(...open.map(({ id }) => id));
    if (missing > zeroFen) {
      const last = standing.reduce((most, { number }) => Math.max(most, number), 0);
      added.push({ period, number: last + 1, amount: missing, before: kept });
    } else if (missing < zeroFen) recovered.push({ period, amount: subtract(zeroFen, missing) });
  }
  return { voided, added, recovered };
};
