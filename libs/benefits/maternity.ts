/** The maternity allowance (510, or 310 after the merger): the unit's average wage for the days of leave. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { type Fen, formatYuan } from '#libs/money/fen.js';
import { timesFraction } from '#libs/money/rounding.js';
import { explain, type Explanation, type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import { countOf, lookUpAll, type MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

/** A birth, or a pregnancy that ended before. */
export type MaternityCase =
  | { readonly difficult: boolean; readonly children: number }
  | { readonly miscarriageMonths: number };

export type MaternityDays = { readonly days: number; readonly explanation: Explanation };

/**
 * Days of leave: of a birth 98, 15 more for a difficult one and for each further child; of a miscarriage 15, from the fourth month 42.
 * Source: 女职工劳动保护特别规定 第七条.
 */
export const maternityDays = (
  of: MaternityCase,
  on: PlainDate,
  parameters: Parameters,
): Result<MaternityDays, MissingParameter> => {
  const found = lookUpAll(parameters, on, {
    birth: countOf('510.days.birth'),
    difficult: countOf('510.days.difficult'),
    child: countOf('510.days.further-child'),
    early: countOf('510.days.miscarriage'),
    late: countOf('510.days.late-miscarriage'),
  });
  if (!found.ok) return found;
  const { birth, difficult, child, early, late } = found.value;
  const label = { zh: '产假天数', en: 'Days of leave' };
  if ('miscarriageMonths' in of) {
    const { value, version } = of.miscarriageMonths < 4 ? early : late;
    const steps: ExplanationStep[] = [
      stepOf(label, `怀孕 ${of.miscarriageMonths} 个月`, String(value), version),
    ];
    return ok({ days: value, explanation: explain(steps, [version]) });
  }
  const days = birth.value + (of.difficult ? difficult.value : 0) + (of.children - 1) * child.value;
  const versions = [birth.version, difficult.version, child.version] as const;
  return ok({
    days,
    explanation: explain(
      [
        stepOf(
          label,
          `${birth.value}${of.difficult ? ` + ${difficult.value}` : ''}${of.children > 1 ? ` + ${of.children - 1} × ${child.value}` : ''}`,
          String(days),
          ...versions,
        ),
      ],
      versions,
    ),
  });
};

/** The unit's monthly average wage of the year before ÷ 30 × days, rounded once. Source: 社会保险法 第五十六条. */
export const maternityAllowance = (unitMonthlyWage: Fen, days: number): Fen =>
  timesFraction(unitMonthlyWage, BigInt(days), 30n);

/** How {@link maternityAllowance} came about. */
export const maternityStep = (unitMonthlyWage: Fen, days: number): ExplanationStep => ({
  label: { zh: '生育津贴', en: 'Maternity allowance' },
  expression: `${formatYuan(unitMonthlyWage)} ÷ 30 × ${days}`,
  result: formatYuan(maternityAllowance(unitMonthlyWage, days)),
  basis: '社会保险法 第五十六条',
  status: 'law',
});
