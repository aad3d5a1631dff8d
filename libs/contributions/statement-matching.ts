/** Whose payment a line of a bank's statement is: by the notice it names, else by who paid and how much; never by a guess. */
import { type Fen, sum } from '#libs/money/fen.js';
import { noticesNamedIn } from './notice-number.js';

/** What came into a fund's account. */
export type StatementMoney = {
  readonly amount: Fen;
  readonly payerAccount: string;
  readonly payerName: string;
  readonly memo: string;
};

/** A bill of the account's fund, with what it takes to settle it on the day the money came. */
export type PayableBill = {
  readonly id: string;
  readonly noticeNumber: number;
  readonly unit: string;
  readonly open: Fen;
  /** Late fee owed with it on that day. */
  readonly fee: Fen;
};

export type PayingUnit = {
  readonly code: string;
  readonly name: string;
  readonly bankAccount: string | null;
};

/** `none`: nobody fits. `several`: more than one does. `other-fund`: it names a notice of another fund, or of nobody. */
export type Unmatched = {
  readonly matched: false;
  readonly why: 'none' | 'several' | 'other-fund';
  readonly candidates: readonly string[];
};

export type Matched = {
  readonly matched: true;
  readonly how: 'reference' | 'payer';
  readonly unit: string;
  /** In the order they are paid; none: all that was named is paid already. */
  readonly bills: readonly PayableBill[];
};

/** What is looked up for a line. */
export type KnownPayers = {
  readonly billOfNotice: (notice: number) => PayableBill | undefined;
  readonly unitsOfAccount: (account: string) => readonly PayingUnit[];
  readonly unitsOfName: (name: string) => readonly PayingUnit[];
  /** Open bills of a unit in this fund, the oldest first. */
  readonly billsOfUnit: (unit: string) => readonly PayableBill[];
};

/** A unit's name as banks write it: full-width or not, with or without blanks. */
export const payerName = (name: string): string =>
  name.normalize('NFKC').replaceAll(/\s/gu, '').toUpperCase();

/** The bills of a unit that come to exactly this amount: one of them, or all; with the late fee or without. Null: none or not one way only. */
const billsWorth = (bills: readonly PayableBill[], amount: Fen): readonly PayableBill[] | null => {
  const worth = (of: readonly PayableBill[]): boolean => {
    const open = sum(of.map((bill) => bill.open));
    return open === amount || open + sum(of.map((bill) => bill.fee)) === amount;
  };
  const owed = bills.filter(({ open, fee }) => open > 0n || fee > 0n);
  const single = owed.filter((bill) => worth([bill]));
  // Two months of the same amount: the older is paid first, which is no guess about whose money it is.
  if (single.length > 0) return single.slice(0, 1);
  return owed.length > 1 && worth(owed) ? owed : null;
};

const distinct = (units: readonly PayingUnit[]): readonly PayingUnit[] => [
  ...new Map(units.map((unit) => [unit.code, unit])).values(),
];

/** Whose line it is. */
export const matchLine = (line: StatementMoney, known: KnownPayers): Matched | Unmatched => {
  const notices = noticesNamedIn(line.memo);
  if (notices.length > 0) {
    const bills = notices.map(known.billOfNotice);
    const named = bills.filter((bill) => bill !== undefined);
    const units = [...new Set(named.map(({ unit }) => unit))];
    const [unit] = units;
    if (unit === undefined || named.length < bills.length)
      return { matched: false, why: 'other-fund', candidates: units };
    if (units.length > 1) return { matched: false, why: 'several', candidates: units };
    return { matched: true, how: 'reference', unit, bills: named };
  }
  const byAccount = line.payerAccount === '' ? [] : known.unitsOfAccount(line.payerAccount);
  const byName = line.payerName === '' ? [] : known.unitsOfName(line.payerName);
  // An account that is registered says more than a name; where the two say different units, both may be meant.
  const payers = distinct([...byAccount, ...byName]);
  const fitting = payers.flatMap(({ code }) => {
    const bills = billsWorth(known.billsOfUnit(code), line.amount);
    return bills === null ? [] : [{ code, bills }];
  });
  const [only] = fitting;
  const candidates = payers.map(({ code }) => code).toSorted();
  if (fitting.length === 1 && only !== undefined && payers.length === 1)
    return { matched: true, how: 'payer', unit: only.code, bills: only.bills };
  return { matched: false, why: candidates.length > 1 ? 'several' : 'none', candidates };
};
