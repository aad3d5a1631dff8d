/** What a month that a unit has paid adds to the account of an employee. */
import { firstDayOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { type Fen, zeroFen } from '#libs/money/fen.js';
import { timesRate } from '#libs/money/rounding.js';
import { lookUpAll, type MissingParameter, rateOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

/** Schemes of employment that keep accounts: which part of the unit's goes to them stands in a parameter, or none does. */
const unitShares: Readonly<Record<string, string | null>> = {
  '110': null,
  '120': null,
  '310': '310.account-unit-share',
};

/** Whether a scheme of employment keeps an account for each person. */
const keepsAccount = (scheme: string): boolean => Object.hasOwn(unitShares, scheme);

export type AccountCredit = { readonly kind: 'personal' | 'unit'; readonly amount: Fen };

/**
 * What is credited for a month: the whole of the person's part (国发〔2005〕38号 六), and of 310 the share of the unit's part that the rule
 * of that month says: some 30 % before the outpatient reform (国发〔1998〕44号), nothing since (国办发〔2021〕14号).
 */
export const creditsOfMonth = (
  parameters: Parameters,
  scheme: string,
  month: PlainMonth,
  { unit, person }: { readonly unit: Fen; readonly person: Fen },
): Result<readonly AccountCredit[], MissingParameter> => {
  if (!keepsAccount(scheme)) return ok([]);
  const key = unitShares[scheme] ?? null;
  let share = zeroFen;
  if (key !== null) {
    const found = lookUpAll(parameters, firstDayOf(month), { rate: rateOf(key) });
    if (!found.ok) return found;
    share = timesRate(unit, found.value.rate.value);
  }
  return ok(
    [{ kind: 'personal', amount: person } as const, { kind: 'unit', amount: share } as const].filter(
      ({ amount }) => amount !== zeroFen,
    ),
  );
};
