/** What a construction project pays once for work injury insurance (按项目参加工伤保险): its cost times a rate, or parts of it by tiers. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, fen, formatYuan, subtract, zeroFen } from '#libs/money/fen.js';
import { type Rate, wholePpm } from '#libs/money/rate.js';
import { timesFraction } from '#libs/money/rounding.js';
import { explain, type Explanation, type ExplanationStep } from '#libs/policy/explanation.js';

/** A part of the cost: up to an amount (null: all above), at a rate. */
export type ProjectTier = { readonly upTo: Fen | null; readonly rate: Rate };

export type ProjectInjury = { readonly amount: Fen; readonly explanation: Explanation };

/** The first that applies, in this order. */
export type ProjectInjuryRefusal = 'cost-not-positive' | 'tiers-not-rising' | 'days-out-of-order';

const basis = '人社部发〔2014〕103号 二';
const step = (zh: string, en: string, expression: string, result: string): ExplanationStep => ({
  label: { zh, en },
  expression,
  result,
  basis,
  // The rate is handed in: which of the province's it is, whoever asks has to know.
  status: 'assumed',
});

const perMille = (rate: Rate): string => `${Number(rate) / 1000} ‰`;

const rises = (tiers: readonly ProjectTier[]): boolean =>
  tiers.length > 0 &&
  tiers.every(({ upTo }, at) => {
    if (upTo === null) return at === tiers.length - 1;
    const before = at === 0 ? zeroFen : tiers[at - 1]?.upTo;
    return before != null && upTo > before;
  }) &&
  tiers.at(-1)?.upTo === null;

/**
 * The amount, each tier's rate for its own part of the cost, then the share of the days still to come where work goes on already:
 * × (total − done) ÷ total. Rounded half-up to the fen once, at the end. Source: 人社部发〔2014〕103号; the rate is the province's.
 */
export const assessProjectInjury = ({
  cost,
  tiers,
  days,
}: {
  readonly cost: Fen;
  readonly tiers: readonly ProjectTier[];
  /** Of the works, when they have begun; null: they have not. */
  readonly days: { readonly total: number; readonly done: number } | null;
}): Result<ProjectInjury, ProjectInjuryRefusal> => {
  if (cost <= 0n) return refuse('cost-not-positive');
  if (!rises(tiers)) return refuse('tiers-not-rising');
  const { total, done } = days ?? { total: 1, done: 0 };
  if (total < 1 || done < 0 || done > total) return refuse('days-out-of-order');

  const steps: ExplanationStep[] = [];
  let product = 0n;
  let from: Fen = zeroFen;
  for (const { upTo, rate } of tiers) {
    const until = upTo === null || upTo > cost ? cost : upTo;
    if (until <= from) break;
    const part = subtract(until, from);
    product += part * rate;
    steps.push(
      step(
        '造价部分应缴',
        'For a part of the cost',
        `${formatYuan(part)} × ${perMille(rate)}`,
        formatYuan(timesFraction(part, rate, wholePpm)),
      ),
    );
    from = until;
  }
  const amount = timesFraction(fen(1), product * BigInt(total - done), wholePpm * BigInt(total));
  const whole = formatYuan(timesFraction(fen(1), product, wholePpm));
  steps.push(
    step(
      '应缴',
      'To be paid',
      days === null ? whole : `${whole} × (${total} − ${done}) ÷ ${total}`,
      formatYuan(amount),
    ),
  );
  return ok({ amount, explanation: explain(steps, []) });
};
