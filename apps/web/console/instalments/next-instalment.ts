/** Which instalment of a unit's agreement is next, from what is paid of all of them. */
import { totalOf, covers } from '../../shared/amounts.js';

type Instalment = { readonly dueOn: string; readonly amount: string };

/** The first that what is settled does not reach, the oldest being settled first; null: all are. Amounts in yuan. */
export const nextInstalment = (instalments: readonly Instalment[], settled: string): Instalment | null =>
  instalments.find(
    (_, at) => !covers(settled, totalOf(instalments.slice(0, at + 1).map(({ amount }) => amount))),
  ) ?? null;
