/** What a month that a unit has paid adds to the accounts of an employee. */
import { firstDayOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { add, type Fen, subtract, zeroFen } from '#libs/money/fen.js';
import type { Rate } from '#libs/money/rate.js';
import { timesFraction, timesRate } from '#libs/money/rounding.js';
import { lookUpAll, type MissingParameter, rateOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';

/** An account that employees' months are credited to, by what it is kept under. */
type CreditedAccount = '110' | '120' | '120-annuity' | '310';

/** What a month brings to an account, by whose money it is. */
export type AccountCredit = {
  readonly account: CreditedAccount;
  readonly kind: 'personal' | 'unit';
  readonly amount: Fen;
};

/** A month as it was assessed, with all its corrections. */
export type AssessedMonth = { readonly base: Fen | null; readonly unit: Fen; readonly person: Fen };

const credits = (account: CreditedAccount, personal: Fen, unit: Fen): readonly AccountCredit[] =>
  [
    { account, kind: 'personal', amount: personal } as const,
    { account, kind: 'unit', amount: unit } as const,
  ].filter(({ amount }) => amount !== zeroFen);

/**
 * What is credited for a month, by whose money it is. 110: the whole of the person's part (国发〔2005〕38号 六). 120: the same without what is
 * of the occupational annuity (国发〔2015〕2号), which has an account of its own and brings it both parts (国办发〔2015〕18号 第四、七条). 310: the person's part and the share of the unit's that the rule of that month says, some 30 %
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
      return ok(credits('110', person, zeroFen));
    case '120': {
      const found = lookUpAll(parameters, on, {
        ofPerson: rateOf('120.annuity-person-rate'),
        ofUnit: rateOf('120.annuity-unit-rate'),
      });
      if (!found.ok) return found;
      const ofBase = (rate: Rate): Fen => (base === null ? zeroFen : timesRate(base, rate));
      const [own, units] = [ofBase(found.value.ofPerson.value), ofBase(found.value.ofUnit.value)];
      return ok([...credits('120', subtract(person, own), zeroFen), ...credits('120-annuity', own, units)]);
    }
    case '310': {
      const found = lookUpAll(parameters, on, { share: rateOf('310.account-unit-share') });
      return found.ok ? ok(credits('310', person, timesRate(unit, found.value.share.value))) : found;
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
 * What is taken off the accounts as parts of a paid month are given back: of each credit the share that the part is of the whole, so that all
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
    credited.value.flatMap(({ account, kind, amount }) => {
      const part = kind === 'personal' ? 'person' : 'unit';
      if (whole[part] <= zeroFen) return [];
      const shareOf = (given: Fen): Fen => timesFraction(amount, given, whole[part]);
      const back = subtract(shareOf(add(before[part], now[part])), shareOf(before[part]));
      return back === zeroFen ? [] : [{ account, kind, amount: back }];
    }),
  );
};

/**
 * What is taken off the accounts as a part of a paid month is given back, by what they have of it: of each credit the share that the part is of what is
 * left of the month, so that the last part takes all that is left of the credit.
 */
export const creditsGivenBack = <Credit extends Pick<AccountCredit, 'kind' | 'amount'>>(
  credited: readonly Credit[],
  left: Pick<AssessedMonth, 'unit' | 'person'>,
  now: Pick<AssessedMonth, 'unit' | 'person'>,
): readonly Credit[] =>
  credited.flatMap((credit) => {
    const part = credit.kind === 'personal' ? 'person' : 'unit';
    if (left[part] <= zeroFen) return [];
    const amount = timesFraction(credit.amount, now[part], left[part]);
    return amount === zeroFen ? [] : [{ ...credit, amount }];
  });
