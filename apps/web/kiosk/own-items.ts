/** What a visitor can pay and collect here, as the screens count and choose it. */
import type { Due, Entitlement, TierOption, Yuan } from '#libs/contract/desk.js';
import type { OwnAffairs } from '#libs/contract/self-service.js';
import { timesFraction } from '#libs/money/rounding.js';
import { add, formatYuan, yuan } from '#libs/money/fen.js';

import { totalOf } from '../shared/amounts.js';

/** What the bureau takes of them now: nothing that is being paid, or that another collects. */
const isOpen = (due: Due): boolean =>
  due.state === 'open' &&
  due.collectedBy === 'bureau' &&
  due.inHand === null &&
  due.instalment?.offered !== false;

/** What the centre takes in one act. */
export const inOneAct = 50;

export const payable = ({ dues }: OwnAffairs): readonly Due[] => dues.filter(isOpen);

export const collectable = ({ entitlements }: OwnAffairs): readonly Entitlement[] =>
  entitlements.filter(({ state }) => state === 'open');

/** What it comes to at least: with the lowest tier where one is to be chosen. */
export const leastOf = (items: readonly (Due | Entitlement)[]): Yuan =>
  totalOf(items.map((item) => item.amount ?? ('tiers' in item ? (item.tiers[0]?.amount ?? '0.00') : '0.00')));

/** Months that an account is paid out over from the age of sixty on (国发〔2014〕8号). */
const monthsFromSixty = 139n;

/** What a year of this tier adds to the pension of each month from sixty on, interest left out. */
export const monthlyFromSixty = ({ amount, governmentPart, subsidy }: TierOption): Yuan =>
  formatYuan(timesFraction(add(add(yuan(amount), yuan(governmentPart)), yuan(subsidy)), 1n, monthsFromSixty));
