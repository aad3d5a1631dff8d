/** What the employee pension's fund pays the family after a death: funeral grant and survivors' grant (人社部发〔2021〕18号). */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { add, type Fen, formatYuan } from '#libs/money/fen.js';
import { timesFraction } from '#libs/money/rounding.js';
import { explain, type Explanation, stepOf } from '#libs/policy/explanation.js';
import { countOf, lookUpAll, type MissingParameter, tableOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

export type SurvivorsGrant = {
  readonly funeral: Fen;
  readonly months: number;
  /** months × the monthly income. */
  readonly grant: Fen;
  readonly total: Fen;
  readonly explanation: Explanation;
};

/**
 * The months of the grant go by whole paid years (three below five, six below ten, nine to fifteen, then one more a year, 24 at most); of
 * somebody who drew a pension one less for each year drawn, nine at least. The base is the province's urban income of the year before ÷ 12,
 * rounded to the fen. Source: 人社部发〔2021〕18号 三至六.
 */
export const survivorsGrant = ({
  yearlyIncome,
  paidMonths,
  drawnYears,
  on,
  parameters,
}: {
  readonly yearlyIncome: Fen;
  readonly paidMonths: number;
  /** Null: no pension was drawn yet. */
  readonly drawnYears: number | null;
  readonly on: PlainDate;
  readonly parameters: Parameters;
}): Result<SurvivorsGrant, MissingParameter> => {
  const found = lookUpAll(parameters, on, {
    funeralMonths: countOf('110.funeral-months'),
    table: tableOf('110.survivors-months'),
    full: countOf('110.survivors-years'),
    most: countOf('110.survivors-most-months'),
    least: countOf('110.survivors-least-months-drawn'),
  });
  if (!found.ok) return found;
  const { funeralMonths, table, full, most, least } = found.value;
  const years = Math.floor(paidMonths / 12);
  const byTable = Number(table.value.findLast(([from]) => Number(from) <= years)?.[1] ?? 0);
  const undrawn = Math.min(byTable + Math.max(years - full.value, 0), most.value);
  const months = drawnYears === null ? undrawn : Math.max(undrawn - drawnYears, least.value);
  const income = timesFraction(yearlyIncome, 1n, 12n);
  const funeral = timesFraction(income, BigInt(funeralMonths.value), 1n);
  const grant = timesFraction(income, BigInt(months), 1n);
  const total = add(funeral, grant);
  const drawn = drawnYears === null ? '' : `，max(${undrawn} − ${drawnYears}, ${least.value})`;
  return ok({
    funeral,
    months,
    grant,
    total,
    explanation: explain(
      [
        stepOf(
          { zh: '上年度城镇居民月人均可支配收入', en: 'Monthly urban income of the year before' },
          `${formatYuan(yearlyIncome)} ÷ 12`,
          formatYuan(income),
          table.version,
        ),
        stepOf(
          { zh: '丧葬补助金', en: 'Funeral grant' },
          `${formatYuan(income)} × ${funeralMonths.value}`,
          formatYuan(funeral),
          funeralMonths.version,
        ),
        stepOf(
          { zh: '抚恤金月数', en: 'Months of the grant' },
          `${years} 年 → ${undrawn}${drawn}`,
          String(months),
          table.version,
          full.version,
          most.version,
          ...(drawnYears === null ? [] : [least.version]),
        ),
        stepOf(
          { zh: '抚恤金', en: "Survivors' grant" },
          `${formatYuan(income)} × ${months}`,
          formatYuan(grant),
          table.version,
        ),
      ],
      [funeralMonths.version, table.version, full.version, most.version, least.version],
    ),
  });
};
