/** What a month that a unit has paid adds to the account of an employee. */
import { firstDayOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { add, type Fen, subtract, zeroFen } from '#libs/money/fen.js';
import { timesFraction, timesRate } from '#libs/money/rounding.js';
import { lookUpAll, type MissingParameter, rateOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

export type AccountCredit = { readonly kind: 'personal' | 'unit'; readonly amount: Fen };

/** A month as it was assessed, with all its corrections. */
export type AssessedMonth = { readonly base: Fen | null; readonly unit: Fen; readonly person: Fen };

const credits = (personal: Fen, unit: Fen): readonly AccountCredit[] =>
  [{ kind: 'personal', amount: personal } as const, { kind: 'unit', amount: unit } as const].filter(
    ({ amount }) => amount !== zeroFen,
  );

/**
 * What is credited for a month, by whose money it is. 110: the whole of the person's part (国发〔2005〕38号 六). 120: the same without what is
 * of the occupational annuity (国发〔2015〕2号). 310: the person's part and the share of the unit's that the rule of that month says, some 30 %
 * before the outpatient reform (国发〔1998〕44号), nothing since (国办发〔2021〕14号). Other schemes of employment keep no accounts.
 */
export const creditsOfMonth = (
  parameters: Parameters,
  scheme: string,
  month: PlainMonth,
  { base, unit, person }: AssessedMonth,
): Result<readonly AccountCredit[], MissingParameter> => {
  const on = firstDayOf(month);
  switch (scheme) {
    case '110':
      return ok(credits(person, zeroFen));
    case '120': {
      const found = lookUpAll(parameters, on, { annuity: rateOf('120.annuity-person-rate') });
      if (!found.ok) return found;
      const annuity = base === null ? zeroFen : timesRate(base, found.value.annuity.value);
      return ok(credits(subtract(person, annuity), zeroFen));
    }
    case '310': {
      const found = lookUpAll(parameters, on, { share: rateOf('310.account-unit-share') });
      return found.ok ? ok(credits(person, timesRate(unit, found.value.share.value))) : found;
    }
    default:
      return ok([]);
  }
};

/** The parts of a month that were given back before, and those that are given back now. */
export type GivenBack = {
  readonly before: Pick<AssessedMonth, 'unit' | 'person'>;
  readonly now: Pick<AssessedMonth, 'unit' | 'person'>;
};

/**
 * What is taken off the account as parts of a paid month are given back: of each credit the share that the part is of the whole, so that all
 * the parts of a month take back what it was credited, to the fen.
 */
export const creditsTakenBack = (
  parameters: Parameters,
  scheme: string,
  month: PlainMonth,
  whole: AssessedMonth,
  { before, now }: GivenBack,
): Result<readonly AccountCredit[], MissingParameter> => {
  const credited = creditsOfMonth(parameters, scheme, month, whole);
  if (!credited.ok) return credited;
  return ok(
    credited.value.flatMap(({ kind, amount }) => {
      const part = kind === 'personal' ? 'person' : 'unit';
      if (whole[part] <= zeroFen) return [];
      const shareOf = (given: Fen): Fen => timesFraction(amount, given, whole[part]);
      const back = subtract(shareOf(add(before[part], now[part])), shareOf(before[part]));
      return back === zeroFen ? [] : [{ kind, amount: back }];
    }),
  );
};
