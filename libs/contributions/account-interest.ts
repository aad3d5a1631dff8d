/** A year's interest of one account with its parts: of what a person paid, the village gave and the government added, each by its own balance. */
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { type Fen, subtract, sum, zeroFen } from '#libs/money/fen.js';
import type { Rate } from '#libs/money/rate.js';
import type { Found } from '#libs/policy/look-up.js';
import { closeAccountYear, type AccountYearRefusal, type MonthAmount } from './personal-account.js';

export type AccountPart = 'own' | 'collective' | 'government';

/** What moved in one part of an account; `month` null: before the year, credits and payments in one sum. Amounts without sign. */
export type PartMovement = {
  readonly part: AccountPart;
  readonly month: PlainMonth | null;
  readonly credited: Fen;
  readonly paid: Fen;
};

const yearOfParts = (
  year: number,
  movements: readonly PartMovement[],
  rate: Found<Rate>,
): Result<Fen, AccountYearRefusal> => {
  const before = movements.filter(({ month }) => month === null);
  const opening = subtract(sum(before.map(({ credited }) => credited)), sum(before.map(({ paid }) => paid)));
  const monthly = (of: 'credited' | 'paid'): readonly MonthAmount[] =>
    movements.flatMap((movement) =>
      movement.month === null || movement[of] === zeroFen
        ? []
        : [{ month: movement.month, amount: movement[of] }],
    );
  const closed = closeAccountYear({
    year,
    opening,
    credits: monthly('credited'),
    payments: monthly('paid'),
    rate,
  });
  return closed.ok ? ok(closed.value.interest) : closed;
};

/**
 * The year's interest, by part where the account keeps parts and nothing was ever paid out (which part it came from is not laid down: it is
 * the whole account's then, `null`). The whole is rounded once; the person's own part takes what the others leave of it.
 */
export const accountInterest = (
  keepsParts: boolean,
  year: number,
  movements: readonly PartMovement[],
  rate: Found<Rate>,
): Result<ReadonlyMap<AccountPart | null, Fen>, AccountYearRefusal> => {
  const whole = yearOfParts(year, movements, rate);
  if (!whole.ok) return whole;
  const isPaidOut = movements.some(({ paid }) => paid > zeroFen);
  if (!keepsParts || isPaidOut) return ok(new Map([[null, whole.value]]));
  const parts = new Map<AccountPart | null, Fen>();
  let left = whole.value;
  for (const part of ['collective', 'government'] as const) {
    const of = yearOfParts(
      year,
      movements.filter((movement) => movement.part === part),
      rate,
    );
    if (!of.ok) return of;
    parts.set(part, of.value);
    left = subtract(left, of.value);
  }
  parts.set('own', left);
  return ok(parts);
};
