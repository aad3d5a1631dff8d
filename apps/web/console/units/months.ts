/** The bills of a unit put together by month: what each month came to, what of it is paid, and how it stands. */
import type { ConsoleAnswer } from '#libs/contract/console.js';

import { totalOf } from '../../shared/amounts.js';
import type { SignName } from '../../shared/sign-paths.js';
import type { Tone } from '../../shared/tone.js';

export type Bill = ConsoleAnswer<'unit-bills.list'>['bills'][number];

export type Month = {
  readonly period: string;
  readonly bills: readonly Bill[];
  /** What was billed by scheme, yuan. */
  readonly byScheme: Readonly<Record<string, string>>;
  readonly billed: string;
  readonly paid: string;
  readonly open: string;
  readonly lateFee: string;
  /** All that would have to come in today, yuan. */
  readonly owed: string;
  /** Something of it was set because nothing was declared. */
  readonly isUndeclared: boolean;
  readonly state: string;
};

/** The first of these that a bill is in is how its month stands. */
const worstFirst = ['overdue', 'agreed', 'in-hand', 'due', 'paid', 'written-off'] as const;

/** What a bill asks for, yuan. */
const billedOf = ({ unitPart, personPart }: Bill): string => totalOf([unitPart, personPart]);

/** What would have to come in today for a bill, yuan. */
export const owedOf = ({ open, lateFee }: Bill): string => totalOf([open, lateFee]);

const monthOf = (period: string, bills: readonly Bill[]): Month => {
  const byScheme = Object.fromEntries(
    [...new Set(bills.map(({ scheme }) => scheme))].map((scheme) => [
      scheme,
      totalOf(bills.filter((bill) => bill.scheme === scheme).map(billedOf)),
    ]),
  );
  return {
    period,
    bills,
    byScheme,
    billed: totalOf(bills.map(billedOf)),
    paid: totalOf(bills.map(({ paid }) => paid)),
    open: totalOf(bills.map(({ open }) => open)),
    lateFee: totalOf(bills.map(({ lateFee }) => lateFee)),
    owed: totalOf(bills.map(owedOf)),
    isUndeclared: bills.some(({ basis }) => basis === 'undeclared'),
    state: worstFirst.find((state) => bills.some((bill) => bill.state === state)) ?? 'paid',
  };
};

/** The months of bills, the newest first. */
export const monthsOf = (bills: readonly Bill[]): readonly Month[] => {
  const periods = [...new Set(bills.map(({ period }) => period))].toSorted().toReversed();
  return periods.map((period) =>
    monthOf(
      period,
      bills.filter((bill) => bill.period === period),
    ),
  );
};

/** The look of how a bill or a month stands; its word is `months.states.*`. */
export const markOfBill = (state: string): { readonly tone: Tone; readonly sign: SignName } => {
  switch (state) {
    case 'paid':
      return { tone: 'good', sign: 'good' };
    case 'overdue':
      return { tone: 'bad', sign: 'bad' };
    case 'agreed':
      return { tone: 'warn', sign: 'wait' };
    case 'written-off':
      return { tone: 'plain', sign: 'good' };
    case 'in-hand':
      return { tone: 'warn', sign: 'bank' };
    default:
      return { tone: 'plain', sign: 'wait' };
  }
};

/** The look of how an agreement on arrears stands; its word is `months.agreement.states.*`. */
export const markOfAgreement = (state: string): { readonly tone: Tone; readonly sign: SignName } =>
  markOfBill(state === 'kept' ? 'agreed' : state === 'broken' ? 'overdue' : 'paid');
