/** The unemployment benefit (210): for how many months, and what each of them brings. */
import { addMonths, firstDayOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { type Fen, formatYuan, sum } from '#libs/money/fen.js';
import { explain, type Explanation, type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import { amountOf, countOf, lookUpAll, type MissingParameter, tableOf } from '#libs/policy/look-up.js';
import type { Parameters, ParameterVersion } from '#libs/policy/parameters.js';

export type UnemploymentMonths = { readonly months: number; readonly steps: readonly ExplanationStep[] };

/**
 * The months of benefit: by paid years (12 from one year, 18 from five, 24 from ten), with what is left of before, 24 at most.
 * Source: 社会保险法 第四十六条. Which months count is asked of the register.
 */
export const unemploymentMonths = (
  paidMonths: number,
  carriedMonths: number,
  from: PlainMonth,
  parameters: Parameters,
): Result<UnemploymentMonths, MissingParameter> => {
  const found = lookUpAll(parameters, firstDayOf(from), {
    table: tableOf('210.benefit-months'),
    most: countOf('210.most-benefit-months'),
  });
  if (!found.ok) return found;
  const { table, most } = found.value;
  const years = Math.floor(paidMonths / 12);
  const fresh = Number(table.value.findLast(([least]) => Number(least) <= years)?.[1] ?? 0);
  const months = Math.min(fresh + carriedMonths, most.value);
  return ok({
    months,
    steps: [
      stepOf(
        { zh: '领取月数', en: 'Months' },
        `${paidMonths} 个月 → ${fresh} + ${carriedMonths} ≤ ${most.value}`,
        String(months),
        table.version,
        most.version,
      ),
    ],
  });
};

export type Unemployment = {
  readonly months: number;
  /** Of the first month. */
  readonly monthly: Fen;
  readonly byMonth: readonly Fen[];
  readonly total: Fen;
  readonly explanation: Explanation;
};

/** The benefit of so many months from a month on, each at the amount in force in it; months to come at the one that is known. */
export const unemploymentBenefit = (
  { months, steps }: UnemploymentMonths,
  from: PlainMonth,
  parameters: Parameters,
): Result<Unemployment, MissingParameter> => {
  const monthlyIn = (month: PlainMonth) =>
    lookUpAll(parameters, firstDayOf(month), { monthly: amountOf('210.monthly-benefit') });
  const first = monthlyIn(from);
  if (!first.ok) return first;
  const byMonth: Fen[] = [];
  const spans: { version: ParameterVersion; amount: Fen; count: number }[] = [];
  for (let at = 0; at < months; at += 1) {
    const found = monthlyIn(addMonths(from, at));
    if (!found.ok) return found;
    const { value: amount, version } = found.value.monthly;
    byMonth.push(amount);
    const span = spans.at(-1);
    if (span?.version.id === version.id) span.count += 1;
    else spans.push({ version, amount, count: 1 });
  }
  return ok({
    months,
    monthly: first.value.monthly.value,
    byMonth,
    total: sum(byMonth),
    explanation: explain(
      [
        ...steps,
        ...spans.map(({ version, amount, count }) =>
          stepOf(
            { zh: '失业保险金', en: 'Unemployment benefit' },
            `${formatYuan(amount)} × ${count}`,
            formatYuan(sum(Array.from({ length: count }, () => amount))),
            version,
          ),
        ),
      ],
      spans.map(({ version }) => version),
    ),
  });
};
