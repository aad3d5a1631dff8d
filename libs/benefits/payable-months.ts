/** Which months of a monthly benefit are to be paid. */
import { monthsBetween, type PlainMonth } from '#libs/kernel/plain-date.js';

/**
 * Months from the first of the entitlement to the current one, or to the last of the entitlement where that came
 * earlier, that are not paid yet; oldest first.
 */
export const payableMonths = ({
  firstMonth,
  lastMonth,
  currentMonth,
  paid,
}: {
  readonly firstMonth: PlainMonth;
  /** Null while the entitlement goes on. */
  readonly lastMonth: PlainMonth | null;
  readonly currentMonth: PlainMonth;
  readonly paid: ReadonlySet<PlainMonth>;
}): readonly PlainMonth[] => {
  const until = lastMonth !== null && lastMonth < currentMonth ? lastMonth : currentMonth;
  return monthsBetween(firstMonth, until).filter((month) => !paid.has(month));
};
