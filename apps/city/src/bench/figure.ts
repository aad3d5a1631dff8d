/** One measured figure, printed as one line of JSON, with a baseline that was measured in the same run. */

export type Figure = {
  readonly bench: string;
  readonly figure: string;
  /** The circumstances, such as `{ clients: 8 }`. */
  readonly at: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly unit: string;
  readonly baseline: { readonly name: string; readonly value: number };
};

const rounded = (value: number): number => Number(value.toPrecision(4));

/** Prints a figure with its ratio, value ÷ baseline. */
export const printFigure = ({ baseline, value, ...figure }: Figure): void => {
  const line = {
    bench: figure.bench,
    figure: figure.figure,
    at: figure.at,
    value: rounded(value),
    unit: figure.unit,
    baseline: { name: baseline.name, value: rounded(baseline.value) },
    ratio: rounded(value / baseline.value),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** The value that `share` of the values do not pass; 0.5 is the median. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError('no values');
  return value;
};
