/** For how many months a personal account is reckoned to last, by the age at which it begins to be paid (计发月数). */
import { ok, type Result } from '#libs/kernel/result.js';
import { type Found, lookUpAll, type MissingParameter, tableOf } from '#libs/policy/look-up.js';
import type { Parameters, ParameterVersion, Table } from '#libs/policy/parameters.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';

/** Tenths of a month: the table's whole ages, and one decimal between them. */
export type PayoutMonths = { readonly tenths: bigint; readonly version: ParameterVersion };

/** As people write it: `139`, `136.7`. */
export const formatTenths = (tenths: bigint): string =>
  tenths % 10n === 0n ? String(tenths / 10n) : `${tenths / 10n}.${tenths % 10n}`;

const between = ({ value, version }: Found<Table>, ageMonths: number): PayoutMonths => {
  const rows = value.map(([age, months]) => [Number(age), Number(months)] as const);
  const [first = [0, 0], last = first] = [rows.at(0), rows.at(-1)];
  const whole = (months: number): PayoutMonths => ({ tenths: BigInt(months) * 10n, version });
  if (ageMonths <= first[0] * 12) return whole(first[1]);
  if (ageMonths >= last[0] * 12) return whole(last[1]);
  const [years, months] = [Math.floor(ageMonths / 12), ageMonths % 12];
  const at = rows.findIndex(([age]) => age === years);
  const [, from = 0] = rows[at] ?? [];
  const [, to = from] = rows[at + 1] ?? [];
  // Linear by month, rounded half-up to one decimal: twelfths of tenths.
  const twelfths = from * 120 + (to - from) * 10 * months;
  return { tenths: BigInt(Math.floor((twelfths * 2 + 12) / 24)), version };
};

/**
 * The payout months of an age in months on a day: the table's, linear by month between two ages, to one decimal; below and above the table
 * its first and last. Source: 国发〔2005〕38号 annex (60 years and 4 months: 136.7).
 */
export const payoutMonths = (
  ageMonths: number,
  on: PlainDate,
  parameters: Parameters,
): Result<PayoutMonths, MissingParameter> => {
  const found = lookUpAll(parameters, on, { table: tableOf('110.payout-months') });
  return found.ok ? ok(between(found.value.table, ageMonths)) : found;
};
