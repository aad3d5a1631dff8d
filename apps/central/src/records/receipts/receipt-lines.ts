/** The lines of a receipt: months in a row at the same amount stand together, so that arrears do not fill a roll of paper. */
import { agentRelations } from '#libs/cards/card-services.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { recoveryReference } from '#libs/contributions/notice-number.js';
import type { ReceiptInstalment } from '#libs/contract/receipt-money.js';
import { schemeName } from '#libs/contract/schemes.js';
import { addMonths, parseMonth } from '#libs/kernel/plain-date.js';
import { add, fen, formatYuan, zeroFen, type Fen } from '#libs/money/fen.js';
import type { ReceiptLineDto } from './receipts.dto.js';

export type SettledLine = {
  readonly scheme: string;
  readonly period: string;
  readonly amount: Fen;
  /** Of a chosen tier: what the government pays of it, and adds to it. */
  readonly governmentPart?: Fen;
  readonly subsidy?: Fen;
  readonly instalment?: ReceiptInstalment | null;
  /** Of a benefit that was paid in error: the recovery it is given back of. */
  readonly recovery?: { readonly number: number } | null;
  /** Whose it is, where somebody else pays. */
  readonly paidFor?: PaidFor | null;
};

type PaidFor = {
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly relation: string;
};

type Run = { readonly first: SettledLine; readonly last: string; readonly count: number };

/** The payer's own stands first. */
const whoseOf = ({ paidFor }: SettledLine): string => paidFor?.socialSecurityNumber ?? '';

/** Whom a line is paid for, and what the payer is to them. */
const paidForWords = (
  { name, socialSecurityNumber, relation }: PaidFor,
  what: '缴费' | '退回待遇',
): string => {
  const known = Object.entries(agentRelations).find(([code]) => code === relation)?.[1];
  const number = maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber);
  return `代 ${name} ${number} ${what}${known === undefined ? '' : `（${what === '缴费' ? '缴费人' : '退款人'}系${known.zh}）`}`;
};

/** The same for lines of one instalment, other for those of another or of none; what is a part of its month stands alone. */
const instalmentKey = ({ instalment, period }: SettledLine): string =>
  instalment == null
    ? ''
    : `${instalment.agreement}/${instalment.place}${instalment.whole === null ? '' : `/${period}`}`;

/** Whether a line is the month after a run, in the same scheme at the same amount and of the same instalment. */
const goesOn = ({ first, last }: Run, line: SettledLine): boolean => {
  const month = parseMonth(last);
  return (
    month !== null &&
    line.scheme === first.scheme &&
    line.amount === first.amount &&
    line.recovery?.number === first.recovery?.number &&
    whoseOf(line) === whoseOf(first) &&
    instalmentKey(line) === instalmentKey(first) &&
    line.period === addMonths(month, 1)
  );
};

/** What the government does for a chosen tier, beside what was paid; nothing where it does nothing. */
const governmentMoney = ({
  amount,
  governmentPart = zeroFen,
  subsidy = zeroFen,
}: SettledLine): Pick<ReceiptLineDto, 'tier' | 'governmentPart' | 'subsidy'> =>
  governmentPart === zeroFen && subsidy === zeroFen
    ? {}
    : {
        tier: formatYuan(add(amount, governmentPart)),
        ...(governmentPart === zeroFen ? {} : { governmentPart: formatYuan(governmentPart) }),
        subsidy: formatYuan(subsidy),
      };

const noteOf = (first: SettledLine, count: number): Pick<ReceiptLineDto, 'note'> => {
  const notes = [
    ...(count === 1 ? [] : [`${count} × ${formatYuan(first.amount)}`]),
    ...(first.paidFor == null
      ? []
      : [paidForWords(first.paidFor, first.recovery == null ? '缴费' : '退回待遇')]),
  ];
  return notes.length === 0 ? {} : { note: notes.join(' ') };
};

/** By person, scheme, recovery after what is owed, period and instalment. */
const placeOf = (line: SettledLine): string =>
  `${whoseOf(line)} ${line.scheme} ${String(line.recovery?.number ?? 0).padStart(9, '0')} ${line.period} ${String(line.instalment?.place ?? 0).padStart(2, '0')}`;

/** Lines sorted by person, scheme and period, runs of months joined; the amounts add up to the same. */
export const receiptLines = (lines: readonly SettledLine[]): ReceiptLineDto[] => {
  const sorted = lines.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
  const runs: Run[] = [];
  for (const line of sorted) {
    const run = runs.at(-1);
    if (run !== undefined && goesOn(run, line))
      runs[runs.length - 1] = { ...run, last: line.period, count: run.count + 1 };
    else runs.push({ first: line, last: line.period, count: 1 });
  }
  return runs.map(({ first, first: { scheme, period, amount }, last, count }) => ({
    scheme,
    schemeName: schemeName(scheme),
    period: count === 1 ? period : `${period}/${last}`,
    personal: formatYuan(fen(amount * BigInt(count))),
    ...governmentMoney(first),
    ...(first.instalment == null ? {} : { instalment: first.instalment }),
    ...(first.recovery == null ? {} : { recovery: recoveryReference(first.recovery.number) }),
    ...noteOf(first, count),
  }));
};
