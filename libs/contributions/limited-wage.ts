/** The base of contributions (缴费基数): the wage, held between the limits that are in force. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, formatYuan, larger, smaller } from '#libs/money/fen.js';
import { type ExplanationStep, stepOf } from '#libs/policy/explanation.js';
import { amountOf, lookUpRepeatedly, type MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters, ParameterVersion } from '#libs/policy/parameters.js';

export type Base = {
  readonly base: Fen;
  /** How it came about; null: it was set before. */
  readonly step: () => ExplanationStep | null;
  readonly versions: readonly ParameterVersion[];
};

/** Why there is no base; the first that applies, in this order. */
export type NoBase = { readonly reason: 'wage-negative' } | MissingParameter;

const limits = lookUpRepeatedly({
  floor: amountOf('wage.base-floor'),
  ceiling: amountOf('wage.base-ceiling'),
});

/**
 * The base of a month for a monthly wage: not below the floor, not above the ceiling, both as published (some years in whole yuan),
 * never reckoned again from the average wage (社会保险法 第十二条; 劳社险中心函〔2006〕60号). Refuses a wage below zero.
 */
export const contributionBase = (wage: Fen, on: PlainDate, parameters: Parameters): Result<Base, NoBase> => {
  if (wage < 0n) return refuse({ reason: 'wage-negative' });
  const found = limits(parameters, on);
  if (!found.ok) return found;
  const { floor, ceiling } = found.value;
  const base = smaller(larger(wage, floor.value), ceiling.value);
  return ok({
    base,
    step: () =>
      stepOf(
        { zh: '缴费基数', en: 'Base' },
        `${formatYuan(wage)}（${formatYuan(floor.value)} – ${formatYuan(ceiling.value)}）`,
        formatYuan(base),
        floor.version,
        ceiling.version,
      ),
    versions: [floor.version, ceiling.version],
  });
};
