/** How an amount came about: the steps, the figures, the parameter versions and where each rule stands. */
import type { Words } from '#libs/kernel/words.js';

/** From the firmest on. */
export const parameterStatuses = ['law', 'national', 'local', 'secondary', 'assumed'] as const;

/**
 * Where a rule or figure comes from: `law` national text, `national` a national document, `local` stated by the city,
 * `secondary` reported by others, `assumed` until the bureau replaces it.
 */
export type ParameterStatus = (typeof parameterStatuses)[number];

export const statusWords: Readonly<Record<ParameterStatus, Words>> = {
  law: { zh: '法律法规', en: 'law' },
  national: { zh: '国家文件', en: 'national document' },
  local: { zh: '本地文件', en: 'local document' },
  secondary: { zh: '转引', en: 'reported by others' },
  assumed: { zh: '假定，待本局确认', en: 'assumed until the bureau confirms it' },
};

/** One step of a calculation, ready to show: what, the figures, and where the rule stands. */
export type ExplanationStep = {
  readonly label: Words;
  readonly expression: string;
  readonly result: string;
  /** Legal basis or parameter source. */
  readonly basis: string;
  /** `assumed` parameters are marked so the bureau can replace them. */
  readonly status: ParameterStatus;
};

export type Explanation = {
  readonly steps: readonly ExplanationStep[];
  /** Version ids of every parameter used, each once, in the order of use. */
  readonly parameterVersions: readonly string[];
};

/** The standing of a figure made from others: that of the weakest, so that nothing assumed hides in a total. */
export const weakestStatus = (
  first: ParameterStatus,
  ...others: readonly ParameterStatus[]
): ParameterStatus =>
  others.reduce(
    (weakest, status) =>
      parameterStatuses.indexOf(status) > parameterStatuses.indexOf(weakest) ? status : weakest,
    first,
  );

/** An explanation of steps that used these parameter versions. */
export const explain = (
  steps: readonly ExplanationStep[],
  versions: Iterable<{ readonly id: string }>,
): Explanation => ({
  steps,
  parameterVersions: [...new Set(Array.from(versions, (version) => version.id))],
});

/** A step whose rule or figures come from parameters: their sources are its basis, the weakest of them its standing. */
export const stepOf = (
  label: Words,
  expression: string,
  result: string,
  first: { readonly source: string; readonly status: ParameterStatus },
  ...others: readonly { readonly source: string; readonly status: ParameterStatus }[]
): ExplanationStep => ({
  label,
  expression,
  result,
  basis: [...new Set([first, ...others].map(({ source }) => source))].join('；'),
  status: weakestStatus(first.status, ...others.map(({ status }) => status)),
});
